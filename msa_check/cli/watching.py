"""``msa-check check --watch``: a draft is checked again each time it is saved, until Ctrl-C.

It is looked at twice a second rather than asked of the system, which tells nothing of network drives and loses sight of a
file that an editor replaces. Nothing here reads a document or words a change.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from msa_check.batch.task import Outcome, Work

PAUSE = 0.5
"""Seconds between two looks at the file's time and size."""
PATIENCE = 10
"""Pauses that a file that cannot be read is waited for, as it may be half written, before that is said."""

Signature = tuple[int, int, int] | None


def pause() -> None:
    """Wait until the next look."""
    time.sleep(PAUSE)


def looks(path: Path, look: Callable[[], Outcome], wait: Callable[[], None]) -> Iterator[Outcome]:
    """What ``look`` finds now, and again whenever the file was saved and then held still for one ``wait``.

    A file that is gone, empty or damaged is given time to be finished: its outcome comes only when it stays so. The same
    bytes saved again are nothing new.
    """
    seen: Signature | object = looks  # no signature: the first look waits for nothing
    last = ""
    while True:
        at = _settled(path, seen, wait, first=seen is looks)
        try:
            outcome = look()
        except UsageError:
            if _signature(path) == at:
                raise
            continue  # it was saved again while it was read
        if _signature(path) != at:
            continue
        seen = at
        if outcome.status == "unread" and last and not _stays(path, at, wait):
            continue
        new = f"{outcome.sha256} {outcome.status} {outcome.why}"
        if new != last:
            last = new
            yield outcome


def _signature(path: Path) -> Signature:
    """What tells one save from another: time, size and the file's own number, which changes when it is replaced."""
    try:
        s = path.stat()
    except OSError:
        return None
    return s.st_mtime_ns, s.st_size, s.st_ino


def _settled(path: Path, seen: object, wait: Callable[[], None], *, first: bool) -> Signature:
    """The signature once it is another than ``seen`` and the same before and after a wait."""
    before = at = _signature(path)
    if first:
        return at
    while True:
        wait()
        at = _signature(path)
        if at == before and at != seen:
            return at
        before = at


def _stays(path: Path, at: Signature, wait: Callable[[], None]) -> bool:
    for _ in range(PATIENCE):
        wait()
        if _signature(path) != at:
            return False
    return True


def check_option(files: Sequence[Path], form: str, output: Path | None, why: str | None) -> None:
    """Raise UsageError where watching makes no sense."""
    if len(files) > 1 or str(files[0]) == "-":
        raise UsageError("--watch is for one file.", cure="Give the one that you are writing.")
    if why or (form not in {"text", "md"} and output is None):
        raise UsageError(
            "--watch prints what changed.", cure="Leave --why out; for other formats than text and md give -o FILE."
        )


def watch(
    file: Path,
    work: Work,
    seconds: float,
    show: Callable[[Outcome], None],
    wait: Callable[[], None],
) -> None:
    """Show the file, then print what changed on each save; ``show`` writes the report and copies of each look.

    Ends when Ctrl-C is pressed. Raises UsageError when there is no such file to begin with.
    """
    from msa_check.batch.pool import Crew, open_pool, settle
    from msa_check.batch.task import Job
    from msa_check.reporting.changes import as_text

    if not file.is_file():
        raise UsageError("there is no such file to watch.", where=str(file), cure="Check the path.")
    crew = Crew(jobs=1, seconds=seconds)
    job = Job(0, str(file), str(file))
    with open_pool(work, crew) as pool:
        try:
            before = None
            for outcome in looks(file, lambda: settle(pool, job, crew), wait):
                record = json.loads(outcome.record)
                if before is not None:
                    screen.data("\n" + as_text(before, record, work.rulebook, suggest=work.suggest))
                show(outcome)
                if before is None:
                    screen.talk(f"Watching {file}: save it to see what changes. Ctrl-C ends.")
                if before is None or outcome.status != "unread":
                    before = record  # what could be read last is what the next save is compared with
        except KeyboardInterrupt:
            pool.stop()  # type: ignore[no-untyped-call]
            screen.talk("Ended.")
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise
