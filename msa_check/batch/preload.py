"""Imported by the server process that forks the workers: what every worker needs is loaded once.

Nothing here runs; a library that is not installed is left to the worker that needs it.
"""

from __future__ import annotations

import contextlib
from importlib import import_module

for _name in (
    "msa_check.batch.pool",
    "msa_check.reading.detect",
    "msa_check.reading.quality",
    "msa_check.reading.plain",
    "msa_check.reading.pdf",
    "msa_check.reading.html",
    "msa_check.reading.docx",
    "msa_check.reporting.html",
    "msa_check.reporting.text",
):
    with contextlib.suppress(ImportError):
        import_module(_name)
