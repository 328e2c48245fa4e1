"""Run every benchmark and print its table. Figures are copied to README.md by hand, with the date."""

import sys

from benchmarks import (
    coding,
    copies,
    data_files,
    journeys,
    languages,
    officers,
    printing,
    ranking,
    redaction,
    scanning,
    themes,
)


def main():
    for name, benchmark in (
        ("Theme quality", themes.main),
        ("Coding with a machine that learns", coding.main),
        ("Redaction", redaction.main),
        ("Languages", languages.main),
        ("Copies", copies.main),
        ("Ranking", lambda: ranking.main([])),
        ("Journeys", lambda: journeys.main([])),
        ("Printing", printing.main),
        ("Officer pages", lambda: officers.main([])),
        ("Files of data", lambda: data_files.main([])),
        ("Scanning", lambda: scanning.main([])),
    ):
        sys.stdout.write(f"\n## {name}\n\n")
        sys.stdout.flush()
        benchmark()
    return 0


if __name__ == "__main__":
    sys.exit(main())
