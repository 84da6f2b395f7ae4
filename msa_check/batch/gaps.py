"""Which findings are gaps for the exit code of a command. Nothing here prints or decides what a gap is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msa_check.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Rule, Rulebook

FORCES = ("law", "guidance", "good-practice")
"""From the gravest; ``--fail-on guidance`` means the first two."""


def gaps(verdicts: Mapping[str, Verdict], rulebook: Rulebook) -> tuple[Rule, ...]:
    """The rules that are missing or partial, in the pack's order.

    A lawful alternative excuses: where a statement declares that no steps were taken, the steps are no gap, and
    where steps are described the declaration is none. Questions to the reader and what could not be read are no gaps.
    """
    excused: set[str] = set()
    for minimum in rulebook.minimums:
        if minimum.alternative:
            excused |= set(minimum.rules) if verdicts.get(minimum.alternative) is Verdict.MET else {minimum.alternative}
    return tuple(
        r for r in rulebook.rules if verdicts.get(r.id) in (Verdict.MISSING, Verdict.PARTIAL) and r.id not in excused
    )


def counted(counts: tuple[int, int, int], fail_on: str) -> int:
    """How many of a file's gaps (law, guidance, good practice) stand at or above ``fail_on``; "never" counts none."""
    return 0 if fail_on == "never" else sum(counts[: FORCES.index(fail_on) + 1])
