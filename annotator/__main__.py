"""``python -m annotator``: the same as the command ``annotator``."""

import sys

from annotator.cli import main

sys.exit(main())
