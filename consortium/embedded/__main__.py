"""The watcher's process: `python -m consortium.embedded <cluster>` goes to the background at once."""

import os
import sys
from pathlib import Path

from . import stop_when_unused

if __name__ == "__main__" and os.fork() == 0:  # the one who started it does not wait for it
    stop_when_unused(Path(sys.argv[1]))
