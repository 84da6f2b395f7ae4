"""One run over many files: what is done anew, what is taken from the store, and the outputs that are written at the end.

Documents are read by workers (pool, cluster), reports worded by msa_check.reporting; nothing here prints.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import unicodedata
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

from msa_check import __version__, shelf
from msa_check.batch import inputs, older, outputs, pool
from msa_check.batch.folder import INDEX, PAGES, STORE
from msa_check.batch.gaps import counted
from msa_check.batch.lock import locked
from msa_check.batch.pool import Crew
from msa_check.batch.task import Job, packed, unpacked
from msa_check.batch.writing import write_atomically
from msa_check.errors import UsageError
from msa_check.inert import encodable
from msa_check.record import line
from msa_check.store import Entry, Store, is_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from msa_check.batch.inputs import Found, Input
    from msa_check.batch.task import Outcome, Work
    from msa_check.store import Known

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a disk, share or file that takes no more."""
_ROOM = 20_000_000
"""Bytes that must be free before a run begins."""
_LIBRARIES = (
    "pypdfium2",
    "pdfplumber",
    "pdfminer.six",
    "selectolax",
    "python-docx",
    "google-re2",
    "py3langid",
    "numpy",
)
_LIMITED = frozenset({"timeout", "resource-limit", "crashed"})
"""Failures that another limit might cure: kept only for a run with the same limits."""
_PASSING = frozenset({"not-found", "permission", "not-a-file", "internal-error"})
"""Failures that may be gone by the next run."""
_PAGE = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}\.html")
"""The names that page_name makes: a store that came from elsewhere names nothing else for us."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run writes and how. ``work.pages`` is set here, from ``html``."""

    out: Path
    work: Work
    crew: Crew = field(default_factory=Crew)
    html: bool = True
    xlsx: bool = True
    fresh: bool = False
    fail_on: str = "law"
    scheduler: str = ""
    """Address of a dask scheduler; "" works on this machine."""
    send_bytes: bool = False
    """Send the files' bytes to the cluster, whose machines do not share the folder."""


class Watch(Protocol):
    """Who looks on: told of every file as it is done, and asked whether to stop."""

    def began(self, files: int, workers: int) -> None:
        """The run begins."""

    def done(self, *, gaps: bool, unread: bool, reused: bool, pages: int) -> None:
        """One file is done."""

    def writing(self) -> None:
        """All files are done; the outputs are being written."""

    def stopping(self) -> bool:
        """True when the user asked to stop."""


@dataclass(slots=True)
class Summary:
    """What came of a run."""

    files: int = 0
    """Files with a record in the outputs."""
    given: int = 0
    """Files the run was about; more than ``files`` only when it was stopped."""
    not_judged: int = 0
    """Files that were read and are no statement."""
    with_gaps: int = 0
    partial: int = 0
    reused: int = 0
    duplicates: int = 0
    unread: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(source, why, detail, cure)."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    stopped: bool = False
    outputs: list[Path] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    """What older runs had left and this one does not make."""
    aside: Path | None = None
    """The new name of an older workbook that somebody wrote into."""
    faults: list[str] = field(default_factory=list)
    """Where faults of our own came out, for those who mend them."""
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Worker seconds of reading, checking, writing over all files."""
    pages: int = 0
    peak: int = 0
    """Most memory one worker held, in bytes."""


def run(found: Found, plan: Plan, watch: Watch, *, now: Callable[[], str]) -> Summary:
    """Check every file that was found and write the outputs. ``now`` gives the time as ISO text, for the history of runs.

    Raises UsageError when the output folder cannot be used or its disk is full; what was saved before stays.
    """
    _folder(plan)
    try:
        with locked(plan.out):
            store = Store(plan.out / STORE)
            try:
                return _Run(found, plan, watch, store).go(now)
            finally:
                store.close()
    except OSError as e:
        raise _cannot_write(plan.out, e) from None


class _Run:
    """The state of a run while it lasts."""

    def __init__(self, found: Found, plan: Plan, watch: Watch, store: Store) -> None:
        self.found, self.plan, self.watch, self.store = found, plan, watch, store
        self.made_with = _made_with(plan.work)
        self.limits = f"{plan.crew.seconds:g} s, {plan.work.memory} bytes"
        self.number = 0
        self.given: dict[int, Input] = {}
        self.first: dict[str, Input] = {}
        """SHA-256 -> the first file with it."""
        self.copies: list[tuple[Input, str]] = []
        self.own: set[str] = set()
        """SHA-256 of reports of ours that were passed over."""
        self.summary = Summary(given=len(found.inputs), skipped=found.skipped)

    def go(self, now: Callable[[], str]) -> Summary:
        plan, work = self.plan, self.plan.work
        settings = {
            "ocr": work.options.ocr,
            "as_of": work.as_of,
            "max_pages": work.options.max_pages,
            "max_bytes": work.options.max_bytes,
            "max_decoded": work.options.max_decoded,
            "limits": self.limits,
            "engine": "dask" if plan.scheduler else "local",
            "versions": _versions(),
        }
        self.number = self.store.begin(started=now(), settings=settings, rulebook=work.rulebook)
        self.watch.began(len(self.found.inputs), plan.crew.size)
        for outcome in self._outcomes():
            self._save(outcome)
        stopped = self.watch.stopping()
        for given, sha256 in self.copies:
            if sha256 in self.own:
                self._pass_over(given)
            else:
                self._copy(given, sha256)
        self.store.finish(
            self.number, finished=now(), complete=not stopped, skipped=self.found.skipped, reused=self.summary.reused
        )
        self.watch.writing()
        s = self.summary
        s.stopped = stopped
        s.files, s.not_judged, s.partial, s.duplicates = self.store.counts(self.number)
        s.unread = self.store.unread(self.number)
        s.outputs = outputs.write(self.store, self.number, plan, s)
        s.removed = older.clear(plan)
        return s

    def _outcomes(self) -> Iterator[Outcome]:
        if self.plan.scheduler:
            from msa_check.batch import cluster

            return cluster.run(self._jobs(), self.plan.work, self.plan.crew, self.plan.scheduler, self.watch.stopping)
        return pool.run(self._jobs(), self.plan.work, self.plan.crew, self.watch.stopping)

    def _jobs(self) -> Iterator[Job]:
        """A job for every file that the store cannot answer for."""
        for number, given in enumerate(self.found.inputs):
            sha256 = inputs.digest(given.path, self.plan.work.options.max_bytes)
            if sha256 and sha256 in self.first:
                self.copies.append((given, sha256))
                continue
            if sha256:
                self.first[sha256] = given
            known = None if self.plan.fresh else self.store.known(given.source)
            if known and sha256 and self._serves(known, given, sha256):
                self.store.keep(self.number, known)
                self.summary.reused += 1
                self._count(known.gaps, known.status, reused=True)
                continue
            self.given[number] = given
            page = page_name(given.source, sha256 or "") if self.plan.html else ""
            data = None
            if self.plan.send_bytes and sha256:
                data = given.path.read_bytes()
            link = inputs.link(given.path, self.plan.out / PAGES) if page and sha256 else ""
            yield Job(number, given.source, str(given.path), given.metadata, page, data, link)

    def _serves(self, known: Known, given: Input, sha256: str) -> bool:
        """True when the stored row is what checking the file again would give."""
        if (known.sha256, known.made_with, known.duplicate) != (sha256, self.made_with, False):
            return False
        if known.metadata != {encodable(k): encodable(v) for k, v in given.metadata} or known.why in _PASSING:
            return False
        if known.why in _LIMITED and known.limits != self.limits:
            return False
        if known.why == "encrypted" and self.plan.work.options.passwords:
            return False
        if known.why == "own-report" and not given.named:
            return False
        return not self.plan.html or (bool(known.page) and (self.plan.out / PAGES / known.page).is_file())

    def _save(self, outcome: Outcome) -> None:
        given = self.given.pop(outcome.number)
        if outcome.fault:
            self.summary.faults.append(outcome.fault)
        if outcome.why == "own-report" and not given.named:
            self.own.add(outcome.sha256)
            self._drop(outcome.page)
            self._pass_over(given)
            return
        if outcome.page and self.plan.scheduler:  # before the row, as a row says that its page is there
            write_atomically(self.plan.out / PAGES / outcome.page, outcome.text.encode("utf-8", "replace"))
        entry = Entry(
            given.source,
            outcome.packed,
            outcome.gaps,
            outcome.page,
            self.made_with,
            self.limits,
            round(sum(outcome.seconds), 4),
            text=outcome.passages,
        )
        self._drop(self.store.save(self.number, entry))
        s = self.summary
        a, b = s.seconds, outcome.seconds
        s.seconds = (a[0] + b[0], a[1] + b[1], a[2] + b[2])
        s.pages += outcome.read_pages
        s.peak = max(s.peak, outcome.peak)
        self._count(outcome.gaps, outcome.status, pages=outcome.read_pages)

    def _pass_over(self, given: Input) -> None:
        """List a report of ours that a folder held as skipped, and keep no record of it."""
        self.summary.given -= 1
        self.summary.skipped.append((given.source, "a report of msa-check, not a statement"))
        self.watch.done(gaps=False, unread=False, reused=False, pages=0)

    def _copy(self, given: Input, sha256: str) -> None:
        """Give a file with the bytes of another one that file's result, marked as a duplicate."""
        first = self.store.known(self.first[sha256].source)
        data = self.store.packed(self.first[sha256].source)
        if first is None or data is None or first.sha256 != sha256 or first.made_with != self.made_with:
            return  # the run was stopped before the first one's turn
        record = json.loads(unpacked(data))
        record["source"] = encodable(given.source)
        record["metadata"] = {encodable(k): encodable(v) for k, v in given.metadata}
        record["duplicate_of"] = encodable(self.first[sha256].source)
        entry = Entry(
            given.source,
            packed(line(record)),
            first.gaps,
            first.page,
            self.made_with,
            first.limits,
            0.0,
            self.first[sha256].source,
            self.store.text(self.first[sha256].source),
        )
        self._drop(self.store.save(self.number, entry))
        self._count(first.gaps, first.status, reused=True)

    def _count(self, gaps: tuple[int, int, int], status: str, *, reused: bool = False, pages: int = 0) -> None:
        has_gaps = counted(gaps, self.plan.fail_on) > 0
        self.summary.with_gaps += has_gaps
        self.watch.done(gaps=has_gaps, unread=status == "unread", reused=reused, pages=pages)

    def _drop(self, page: str) -> None:
        """Remove the HTML report of a result that was replaced by one under another name, or by one without."""
        if _PAGE.fullmatch(page):
            (self.plan.out / PAGES / page).unlink(missing_ok=True)


def page_name(source: str, sha256: str) -> str:
    """The file name of a source's HTML report: plain letters of its name, and eight hex digits that tell twins apart."""
    stem = re.split(r"[/\\]", source)[-1].rsplit(".", 1)[0]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    mark = hashlib.sha256(f"{encodable(source)}\0{sha256}".encode()).hexdigest()[:8]
    return f"{slug or 'file'}-{mark}.html"


def _made_with(work: Work) -> str:
    """Hash of all that decides a result besides the file: rules, versions, options. Passwords are left out."""
    o = work.options
    reader = shelf.rules_dir() / "second-reader.npz"
    known = (
        work.rulebook.id,
        _versions(),
        hashlib.sha256(reader.read_bytes()).hexdigest() if reader.is_file() else "",
        (o.ocr, o.ocr_seconds, o.max_bytes, o.max_pages, o.max_decoded),
        work.as_of,
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def _versions() -> dict[str, str]:
    found = {"msa-check": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _folder(plan: Plan) -> None:
    """Make the output folder, or say in one line why it cannot serve."""
    out = plan.out
    try:
        if out.exists() and not out.is_dir():
            raise UsageError("the output is a file.", where=str(out), cure="Give a folder.")
        out.mkdir(parents=True, exist_ok=True)
        if not (out / STORE).exists() and (out / INDEX).exists():
            raise UsageError(
                "the folder holds an index.html that is not ours.", where=str(out), cure="Give a new or empty folder."
            )
        if plan.html:
            (out / PAGES).mkdir(exist_ok=True)
        for folder in (out, *([out / PAGES] if plan.html else [])):
            if not os.access(folder, os.W_OK):
                raise UsageError(
                    "the folder may not be written.", where=str(folder), cure="Give another output folder."
                )
        free = shutil.disk_usage(out).free
    except OSError as e:
        raise _cannot_write(out, e) from None
    if free < _ROOM:
        raise UsageError(
            f"the disk has only {free // 1_000_000} MB left.",
            where=str(out),
            cure="Make room, or give another output folder.",
        )


def _cannot_write(out: Path, e: OSError) -> UsageError:
    where = os.fsdecode(e.filename) if e.filename else str(out)
    cure = "Make room or give another folder" if e.errno in _FULL else "Give a folder that can be made and written to"
    kept = "; what was saved is kept." if is_store(out / STORE) else "."
    return UsageError(f"the output cannot be written ({e.strerror or e}).", where=where, cure=cure + kept)
