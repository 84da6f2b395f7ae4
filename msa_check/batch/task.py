"""What is done to one file, in a worker process: read, check, write its record and its report.

The same function runs on one machine and on a cluster. Nothing here starts a process or opens the results store.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
import traceback
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msa_check import reading
from msa_check.batch.gaps import gaps
from msa_check.batch.inputs import digest
from msa_check.batch.writing import write_atomically
from msa_check.checking import Checker
from msa_check.errors import REASONS, MsaError, UsageError
from msa_check.inert import encodable
from msa_check.language import SearchError
from msa_check.model import FORCES, Statement
from msa_check.reading import ReadOptions
from msa_check.record import line, record
from msa_check.record import text as passages_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msa_check.model import Report, Rulebook

MB = 1_000_000
Form = Literal["", "text", "md", "html", "pdf"]
Copy = Literal["", "highlight", "comments"]


@dataclass(frozen=True, slots=True)
class Work:
    """What is the same for every file of a run; sent to each worker once."""

    rulebook: Rulebook
    options: ReadOptions = field(default_factory=ReadOptions)
    as_of: str = ""
    """ISO date for rules that need today's; "" asks the reader instead."""
    made_on: str = ""
    """The date printed in reports; "" prints none."""
    form: Form = ""
    """The report that is sent back as text; "" none. That of "pdf" is the page it is set from."""
    why: str = ""
    """A rule id to explain sentence by sentence instead of a report."""
    suggest: bool = False
    """Add to each gap of a report what a good passage says."""
    copy: Copy = ""
    """The kind of copy of the document that is sent back: with highlights (PDF) or comments (DOCX); "" none."""
    pages: str = ""
    """The folder in which each file's HTML report is written; "" sends it back as text (a cluster's machines may share none)."""
    keep_text: bool = False
    """Send the judged passages back too, for the store."""
    home: str = ""
    """The href of the index page, seen from a report."""
    memory: int = 2_000 * MB
    """Bytes of address space that a worker may take (Linux, macOS)."""
    guard: bool = True
    """Limit memory and end with the parent; off only where the task runs in a process of the caller's own."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to check. ``data`` holds its bytes when the worker cannot open ``path`` (stdin, another machine)."""

    number: int
    source: str
    path: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    page: str = ""
    """File name of its HTML report; "" makes none."""
    data: bytes | None = None
    link: str = ""
    """The href of the file itself, seen from ``page``; "" links no passage to its page."""
    failed: str = ""
    """A reason code: record the file as unread without reading it again."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one job."""

    number: int
    source: str
    sha256: str
    status: str
    why: str | None
    detail: str
    cure: str
    packed: bytes
    """The record: one line of JSON in UTF-8, without its line end, compressed with zlib."""
    gaps: tuple[int, int, int] = (0, 0, 0)
    """Rules missing or partial whose force is law, guidance, good practice."""
    text: str = ""
    copy: bytes = b""
    """The document with marks in it (``Work.copy``); empty when it was not judged."""
    page: str = ""
    passages: bytes = b""
    """The judged passages (record.text), compressed with zlib; empty unless ``Work.keep_text``."""
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Wall seconds of reading, checking and writing."""
    read_pages: int = 0
    peak: int = 0
    """Most memory the worker has held so far, in bytes; 0 where the system does not say."""
    fault: str = ""
    """Where a fault of our own came out: Python's traceback, for those who mend it."""

    @property
    def record(self) -> str:
        """The record as one line of JSON."""
        return unpacked(self.packed)


def packed(record_line: str) -> bytes:
    """A record's line as the store keeps it."""
    return zlib.compress(record_line.encode(), 1)


def unpacked(data: bytes) -> str:
    """The record's line again."""
    return zlib.decompress(data).decode()


class Worker:
    """A worker's compiled rules; made once in each process."""

    def __init__(self, work: Work) -> None:
        """Compile the rule book."""
        self.work = work
        self.checker = Checker(work.rulebook)

    def run(self, job: Job) -> Outcome:
        """Read and check one file. Document faults become a record, and so does a fault of our own that a file brings out.

        A full disk raises OSError, no memory MemoryError.
        """
        try:
            return self._outcome(job)
        except SearchError as fault:
            # every phrase was proved when the rules were read: all that a search can lack is memory
            raise MemoryError(str(fault)) from fault
        except (OSError, MemoryError, MsaError):
            raise
        except Exception as fault:
            if job.failed:
                raise
            outcome = self._outcome(replace(job, failed="internal-error", detail=_told(fault)))
            return replace(outcome, fault="".join(traceback.format_exception(fault)).rstrip())

    def _outcome(self, job: Job) -> Outcome:
        work = self.work
        began = time.perf_counter()
        statement = self._statement(job)
        read_at = time.perf_counter()
        report = self.checker.check(statement, as_of=work.as_of)
        checked_at = time.perf_counter()
        made = record(report, work.rulebook)
        text = self._text(report, job)
        if job.page and work.pages:
            write_atomically(Path(work.pages, job.page), self._page(report, link=job.link).encode("utf-8", "replace"))
        elif job.page:
            text = self._page(report, link=job.link)
        counted = dict.fromkeys(FORCES, 0)
        if report.judged:
            for rule in gaps({f.rule: f.verdict for f in report.findings}, work.rulebook):
                counted[rule.force] += 1
        return Outcome(
            number=job.number,
            source=statement.source,
            sha256=statement.sha256,
            status=statement.status,
            why=statement.why,
            detail=statement.detail,
            cure=statement.cure,
            packed=packed(line(made)),
            gaps=(counted["law"], counted["guidance"], counted["good-practice"]),
            text=text,
            copy=self._copy(report, job),
            page=job.page,
            passages=packed(said) if work.keep_text and (said := passages_text(report)) else b"",
            seconds=(read_at - began, checked_at - read_at, time.perf_counter() - checked_at),
            read_pages=statement.pages or 0,
            peak=_peak(),
        )

    def _statement(self, job: Job) -> Statement:
        if job.failed:
            known = (digest(Path(job.path), self.work.options.max_bytes) if job.path else None) or ""
            detail = f"{REASONS[job.failed]} {job.detail}".strip()
            return Statement(
                job.source,
                known,
                "",
                status="unread",
                why=job.failed,
                detail=detail,
                cure=CURES.get(job.failed, ""),
                metadata=job.metadata,
            )
        if job.data is not None:
            return reading.read_bytes(job.data, job.source, self.work.options, job.metadata)
        return replace(reading.read(job.path, self.work.options, job.metadata), source=job.source)

    def _text(self, report: Report, job: Job) -> str:
        work = self.work
        if work.why:
            from msa_check.explaining import explain

            if report.statement.status == "unread":
                return f"{encodable(job.source)}: {report.statement.detail}"
            return f"{encodable(job.source)}\n{explain(self.checker, report.statement, work.why)}"
        if work.form == "text":
            from msa_check.reporting.text import as_text

            return as_text(report, work.rulebook, suggest=work.suggest)
        if work.form == "md":
            from msa_check.reporting.markdown import as_markdown

            return as_markdown(report, work.rulebook, suggest=work.suggest)
        if work.form == "pdf":
            return self._page(report, paper=True)
        return self._page(report, self._pictures(report, job)) if work.form == "html" else ""

    def _page(
        self, report: Report, pictures: Mapping[int, bytes] | None = None, *, paper: bool = False, link: str = ""
    ) -> str:
        from msa_check.reporting.html import gap_report

        work = self.work
        return gap_report(
            report,
            work.rulebook,
            made_on=work.made_on,
            home=work.home,
            original=link if report.statement.format == "pdf" else "",  # others have no pages to open
            crops=pictures,
            suggest=work.suggest,
            paper=paper,
        )

    def _pictures(self, report: Report, job: Job) -> Mapping[int, bytes] | None:
        """The passages of a judged PDF as they stand on their pages; for one page only, as a batch would grow by them."""
        if report.statement.format != "pdf" or not report.judged:
            return None
        from msa_check.reading.crops import crops
        from msa_check.reporting.quotes import evidence_passages

        data = job.data if job.data is not None else Path(job.path).read_bytes()
        return crops(data, evidence_passages(report), self.work.options.passwords)

    def _copy(self, report: Report, job: Job) -> bytes:
        """The document with marks in it. Raises UsageError when its format takes none."""
        work = self.work
        if not work.copy or not report.judged:
            return b""
        if report.statement.format != COPIES[work.copy][0]:
            raise UsageError(COPIES[work.copy][1], where=job.source, cure=COPIES[work.copy][2])
        data = job.data if job.data is not None else Path(job.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != report.statement.sha256:
            raise UsageError("it was changed while it was read.", where=job.source, cure="Run the command again.")
        if work.copy == "comments":
            from msa_check.reporting.comments import commented

            return commented(data, report, work.rulebook, suggest=work.suggest)
        from msa_check.reporting.highlight import highlighted

        return highlighted(data, report, work.rulebook, passwords=work.options.passwords)


COPIES = {
    "highlight": (
        "pdf",
        "it is no PDF, so it cannot be highlighted.",
        "A DOCX takes --comments; else use the gap report, or save it as PDF first.",
    ),
    "comments": (
        "docx",
        "it is no Word document (DOCX), so it takes no comments.",
        "A PDF takes --highlight; else use the gap report.",
    ),
}
"""Kind of copy -> the format that it is made of, and what to say of others."""

CURES = {
    "timeout": "Raise --max-seconds if you trust the file.",
    "resource-limit": "Raise --max-memory if you trust the file.",
    "crashed": "Open the file and save it again, or print it to a new PDF.",
    "internal-error": "Please report it, with the file if you may share it.",
}
"""What to do about a file that a worker died of."""


def _told(fault: Exception) -> str:
    """What went wrong and where in this program."""
    place = [f for f in traceback.extract_tb(fault.__traceback__) if "msa_check" in f.filename][-1]
    return f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]} ({Path(place.filename).name}, line {place.lineno})."


def guard(work: Work) -> None:
    """Limit this process (memory, core dumps) and let it end when its parent is gone."""
    try:
        import resource
    except ImportError:  # Windows: the time limit alone guards
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = work.memory if hard == resource.RLIM_INFINITY else min(work.memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process soon after its parent has gone: a killed batch must leave no workers behind."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _peak() -> int:
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # not Linux; getrusage would do, but counts what the process was before it became this one
        return 0
    return next((int(row.split()[1]) * 1024 for row in status.splitlines() if row.startswith("VmHWM")), 0)
