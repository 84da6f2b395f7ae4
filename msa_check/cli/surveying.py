"""What the commands on the register share: everything at hand matched and compared, and the three files written.

Reads what a batch and a download left in the output folder; nothing here judges.
"""

from __future__ import annotations

import csv
import glob
import io
import os
import shlex
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msa_check.cli import screen
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from msa_check.model import Passage
    from msa_check.record import Record
    from msa_check.register.keeping import Kept
    from msa_check.register.matching import Match
    from msa_check.register.survey import Survey

FETCHED = "fetched"
"""Folder of the downloads in an output folder."""
LISTED = 20
"""Lines of one kind said on the screen; the rest is in the outputs."""
_COLUMNS = (
    *("path", "organisation", "number", "year", "period_end", "deadline_year", "sector", "turnover", "url", "register"),
    *("parent", "organisations"),
)


# ------------------------------------------------------------------------------------------------ what --files names


def must_be_there(files: Sequence[Path]) -> None:
    """Raise UsageError for a path that does not exist and a pattern that no file fits, before anything is changed."""
    for path in files:
        if not _there(os.fspath(path)):
            raise UsageError(
                "there is no such file or folder.",
                where=f"--files {path}",
                cure="Name a folder, file or pattern of statements that are there.",
            )


def _there(text: str) -> bool:
    if os.path.exists(text):  # noqa: PTH110 - Path.exists raises for a folder that may not be entered
        return True
    return glob.has_magic(text) and next(glob.iglob(text, recursive=True), None) is not None  # noqa: PTH207 - as inputs.find


def _from_anywhere(path: Path) -> str:
    """A path or pattern that names the same from every folder."""
    text = os.fspath(path)
    if glob.has_magic(text) and not os.path.lexists(text):
        return os.path.join(glob.escape(os.getcwd()), text)  # noqa: PTH109, PTH118 - Path would change the pattern
    return _same(path)


def _remembered(kept: Kept, files: Sequence[Path]) -> list[str]:
    """What --files names, kept for the next run; without it what it named last, as far as that is still there."""
    before = kept.named()
    if files:
        now = [_from_anywhere(path) for path in files]
        kept.save_named(now)
        for path in before:
            if path not in now:
                screen.talk(f"{path}: named with --files before, not now: no longer matched unless a batch checked it.")
        return now
    for path in before:
        if not _there(path):
            screen.talk(f"{path}: named with --files before, and not there any more.")
    return [path for path in before if _there(path)]


# ------------------------------------------------------------------------------------------------ the survey


def survey_of(kept: Kept, out: Path, files: Sequence[Path]) -> Survey:
    """Match everything at hand, store the matches, and put the answers beside the texts.

    ``files`` are remembered; when there are none, those of the last run count.
    """
    from msa_check.fetching import journal
    from msa_check.register import survey
    from msa_check.register.entries import groups
    from msa_check.register.matching import Register

    entries = kept.entries()
    statements = groups(entries)
    register = Register(statements)
    fetched = journal.load(out / FETCHED)
    from_url: dict[str, list[str]] = {}
    for o in fetched.values():
        if o.good:
            from_url.setdefault(_same(out / FETCHED / o.file), []).append(o.url)
    seen: set[str] = set()
    matches: list[Match] = []
    named = _remembered(kept, files)
    for source, made, text in _checked(out):
        seen.add(_same(Path(source)))
        matches.append(register.match(survey.document(source, made, text, from_url.get(_same(Path(source)), ()))))
    checked = len(matches)
    waiting = [
        *(str(p) for p in _named(named, out)),
        *(str(out / FETCHED / o.file) for o in fetched.values() if o.good),
    ]
    for source in waiting:
        if (key := _same(Path(source))) not in seen:
            seen.add(key)
            matches.append(register.match(survey.document(source, None, (), from_url.get(key, ()))))
    kept.save_matches(matches)
    lines = survey.lines(statements, matches, (made for _, made, _ in _checked(out, texts=False)))
    return survey.Survey(
        columns=tuple(kept.columns()),
        imports=tuple(kept.imports()),
        entries=tuple(entries),
        lines=lines,
        matches=tuple(matches),
        fetched=tuple((o.url, o.state, o.why) for o in fetched.values()),
        checked=checked,
    )


def _checked(out: Path, *, texts: bool = True) -> Iterator[tuple[str, Record, tuple[Passage, ...]]]:
    """(source, record, passages) of the last run of the batch; nothing when there was none."""
    from msa_check.batch.folder import STORE

    if not (out / STORE).is_file():
        return
    from msa_check.store import Store

    with closing(Store(out / STORE, reading=True)) as store:
        if (run := store.latest()) is None:
            return
        passages = store.texts(run[0]) if texts else iter(())
        waiting = next(passages, None)
        for made in store.records(run[0]):  # both come sorted by source
            text: tuple[Passage, ...] = ()
            if waiting is not None and waiting[0] == made["source"]:
                text, waiting = waiting[1], next(passages, None)
            yield made["source"], made, text


def _named(files: Sequence[str], out: Path) -> list[Path]:
    if not files:
        return []
    from msa_check.batch import inputs

    found = inputs.find(files, leave_out=[out])
    for path, why in found.skipped[:LISTED]:
        screen.talk(f"{path}: skipped: {why}")
    return [i.path for i in found.inputs]


def _same(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolve() would merge a link with its target


# ------------------------------------------------------------------------------------------------ outputs


def write(survey: Survey, out: Path) -> None:
    """Write the workbook, the page and the list, and say what is in them."""
    from msa_check.batch.folder import OF_THE_REGISTER, REGISTER
    from msa_check.batch.writing import atomic, write_atomically
    from msa_check.register.survey import listing
    from msa_check.reporting import register as reports
    from msa_check.reporting.words import how_many

    links = _links(out)
    made_on = date.today().isoformat()  # noqa: DTZ011 - the reader's own date
    rows = listing(survey.lines, ((m.source, _beside(m.source, out)) for m in survey.matches), survey.matches)
    try:
        with atomic(out / "register.xlsx") as f:
            reports.workbook(f, survey, links=links, made_on=made_on)
        page = reports.page(survey, links=links, made_on=made_on, xlsx="register.xlsx")
        write_atomically(out / "register.html", page.encode("utf-8", "replace"))
        write_atomically(out / "statements.csv", _csv(rows))
    except OSError as e:
        raise UsageError(
            f"the output cannot be written ({e.strerror or e}).",
            where=str(out),
            cure="See that the disk has room and the folder may be written.",
        ) from None
    states = [m.state for m in survey.matches]
    compared = [x for x in survey.lines if x.compared]
    screen.talk(
        f"{how_many(len(states), 'document')}: {states.count('matched'):,} matched, {states.count('other-period'):,} of another period, "
        f"{states.count('unsure'):,} unsure, {states.count('none'):,} not in the register."
    )
    differ = sum(len(x.disagreements) for x in compared)
    if compared:
        screen.talk(
            f"{len(compared):,} of {how_many(len(survey.lines), 'statement')} compared: "
            f"{how_many(differ, 'answer')} {'differs' if differ == 1 else 'differ'} from the text."
        )
    else:
        screen.talk(reports.not_compared(survey))
        screen.talk(f"  {_next(survey, out)}")
    for name in (*OF_THE_REGISTER[0], REGISTER):
        screen.talk(f"  {out / name}")


def _next(survey: Survey, out: Path) -> str:
    """What to do so that something is compared, as commands for this folder."""
    folder = shlex.quote(str(out))
    match = f"msa-check register match {folder}"
    if not survey.matches:
        return f"Name statements on this computer ({match} --files FOLDER) or download them (msa-check register fetch {folder})."
    if survey.checked == len(survey.matches):
        return "register.html says why under Matches to look at."
    listed = shlex.quote(str(out / "statements.csv"))
    return f"To compare: msa-check batch --files-from {listed} -o {folder}, then {match}."


def _csv(rows: Iterable[dict[str, str]]) -> bytes:
    """The list as CSV; line ends inside a value become blanks, and a path stays as it is."""
    from msa_check.inert import for_csv

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        if len(row["path"].splitlines()) > 1:
            screen.talk(f"{row['path']}: not in the list: its name has a line end.")
            continue
        rest = (for_csv(" ".join(row.get(c, "").split())) for c in _COLUMNS[1:])
        writer.writerow([row["path"], *rest])
    return text.getvalue().encode("utf-8", "surrogateescape")


def _beside(source: str, out: Path) -> str:
    """The path as the list names it: from the output folder for what lies in it, else absolute."""
    path = _same(Path(source))
    inside = _same(out) + os.sep
    return path.removeprefix(inside) if path.startswith(inside) else path


def _links(out: Path) -> dict[str, str]:
    from msa_check.batch.folder import STORE

    if not (out / STORE).is_file():
        return {}
    from msa_check.batch.outputs import page_links
    from msa_check.store import Store

    with closing(Store(out / STORE, reading=True)) as store:
        run = store.latest()
        return page_links(store, run[0]) if run else {}
