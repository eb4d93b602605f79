"""`python -m core COMMAND …`: the command line."""

import sys

from core.cli import main
from core.threads import wait_asleep

if __name__ == "__main__":
    wait_asleep()
    sys.exit(main(sys.argv[1:]))
