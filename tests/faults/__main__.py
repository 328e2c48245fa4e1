"""Break everything in turn, and print a table; exit status 1 when an answer was lost or counted twice."""

import argparse
import sys

from tests.faults.table import FAULTS


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, []], help="all of them when none is named")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args(argv)
    passed = True
    for name in options.faults or FAULTS:
        breaking, databases = FAULTS[name]
        for database in databases:
            account = breaking(database, options.rounds)
            passed &= account.passed
            sys.stdout.write(f"| {name} | {database} | {account} | {'passed' if account.passed else 'FAILED'} |\n")
            sys.stdout.writelines(f"    {line}\n" for line in (*account.lost[:5], *account.bare[:5]))
            sys.stdout.flush()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
