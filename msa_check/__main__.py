"""``python -m msa_check``: the same as ``msa-check``. Nothing else belongs here."""

import sys

from msa_check.cli import main

sys.exit(main())
