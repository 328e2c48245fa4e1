"""The command line: python -m analysis themes|rank."""

import sys

from analysis.command_line import main

if __name__ == "__main__":
    sys.exit(main())
