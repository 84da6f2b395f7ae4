"""Which findings are gaps for the exit code of a command. Nothing here prints or decides what a gap is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.model import FORCES, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Rule, Rulebook


def gaps(verdicts: Mapping[str, Verdict], rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules that are missing or partial, in the pack's order; questions to the reader and the unread are no gaps."""
    return tuple(r for r in rulebook.rules if verdicts.get(r.id) in (Verdict.MISSING, Verdict.PARTIAL))


def counted(counts: tuple[int, int, int], fail_on: str) -> int:
    """How many of a file's gaps (law, guidance, good practice) stand at or above ``fail_on``; "never" counts none."""
    return 0 if fail_on == "never" else sum(counts[: FORCES.index(fail_on) + 1])
