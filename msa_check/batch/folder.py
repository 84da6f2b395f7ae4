"""The names of what the commands write into an output folder; nothing here writes."""

from __future__ import annotations

from msa_check import reviewing
from msa_check.register import keeping

PAGES = "statements"
"""The folder of the HTML reports."""
STORE = "results.sqlite"
INDEX = "index.html"
WORKBOOK = "findings.xlsx"
OF_A_BATCH = (INDEX, WORKBOOK, "findings.jsonl", "metadata.json", STORE, reviewing.NAME)
OF_OTHERS = (
    (("comparison.html", "comparison.xlsx"), "compare OUT"),
    (("years.html", "years.xlsx"), "compare OUT --years"),
    (("copies.html", "copies.xlsx"), "compare OUT --copies"),
    (("silences.html", "silences.xlsx"), "silences OUT"),
)
"""What other commands make of a run, with the command."""
REGISTER = keeping.NAME
OF_THE_REGISTER = (("register.html", "register.xlsx", "statements.csv"), "register match OUT")
"""The same of the register; a list named statements.csv is ours only beside ``REGISTER``."""
NAMES = frozenset([*OF_A_BATCH, REGISTER, *(name for names, _ in (*OF_OTHERS, OF_THE_REGISTER) for name in names)])
