"""`python -m fidpos`, and the `fidpos` command."""

import sys

from fidpos.cli import main

if __name__ == "__main__":
    sys.exit(main())
