"""`python -m core COMMAND …`: the command line."""

import sys

from core.cli import main
from core.threads import wait_briefly

if __name__ == "__main__":
    wait_briefly()
    sys.exit(main(sys.argv[1:]))
