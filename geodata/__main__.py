"""Run ``python -m geodata``; see ``geodata.command``."""

from __future__ import annotations

import os
import sys

from geodata.command.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
