"""Speed, growth and memory of a batch of four-page PDFs, and a plain program beside it (``python benchmarks/bench_batch.py [COUNT ...]``).

Prints statements and pages a second, seconds by stage, growth from the first COUNT to the last, peak memory of the parent and
of a worker, and beside it the plain program of plain_peer.py: pdfplumber's text, a spaCy pipeline and the same rules in one process.
Without COUNT: 100 and 500; for the long table: 100 500 2000 10000.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import statement_pdfs
from plain_peer import Peer

from msa_check.batch.task import Job, Work, Worker
from msa_check.rulebook import load, without_examples

PLAIN = 24
"""Statements the plain program is timed on; it takes seconds for each."""


@dataclass(frozen=True)
class Measured:
    """One batch: wall seconds, peak memory of the parent in bytes."""

    count: int
    seconds: float
    parent: int
    said: str


def batch(count: int, *flags: str) -> Measured:
    """Run ``msa-check batch`` over so many PDFs as a user would."""
    folder = statement_pdfs.folder_of(count)
    out = Path(tempfile.mkdtemp(prefix="bench-", dir=statement_pdfs.BUILD))
    command = [sys.executable, "-m", "msa_check", "batch", str(folder), "-o", str(out), "--fail-on", "never", *flags]
    script = (
        "import sys\n"
        "from msa_check.cli import main\n"
        f"code = main({command[3:]!r})\n"
        "peak = next(r for r in open('/proc/self/status') if r.startswith('VmHWM'))\n"
        "print('parent', int(peak.split()[1]) * 1024)\n"
        "sys.exit(code)\n"
    )
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    shutil.rmtree(out)
    if done.returncode not in {0, 3}:
        sys.exit(done.stderr)
    return Measured(count, seconds, int(done.stdout.split()[-1]), done.stderr)


def stages(count: int) -> tuple[float, float, float, float, int, int]:
    """(reading, checking, writing, processor) milliseconds a statement in one warm worker, its peak memory, and pages read."""
    with tempfile.TemporaryDirectory() as pages:
        worker = Worker(Work(rulebook=without_examples(load()), pages=pages))
        files = list(statement_pdfs.sample(2 * count))
        for n, f in enumerate(files[1::2]):  # libraries are loaded, and patterns have seen some text
            worker.run(Job(n, str(f), str(f), page="x.html"))
        began = time.process_time()
        outcomes = [worker.run(Job(n, str(f), str(f), page="x.html")) for n, f in enumerate(files[::2])]
        spent = (time.process_time() - began) / len(outcomes) * 1000
    read, checked, written = (sum(o.seconds[k] for o in outcomes) / len(outcomes) * 1000 for k in range(3))
    return read, checked, written, spent, max(o.peak for o in outcomes), sum(o.read_pages for o in outcomes)


def main(counts: list[int]) -> int:
    """Print the tables; exits with 1 when the parent took 300 MB or more."""
    cores, load_average = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load before the run {load_average:.1f}; four-page PDFs in {statement_pdfs.BUILD}")
    read, checked, written, spent, peak, pages = stages(60)
    print(
        f"one worker, ms a statement: read {read:.1f}, check {checked:.1f}, record and page {written:.1f}; {pages / 60:.1f} pages each; peak {peak / 1e6:.0f} MB"
    )
    print(
        f"processor time {spent:.1f} ms a statement: {cores} idle cores do at most {1000 * (cores or 1) / spent:.0f} a second"
    )
    print(
        f"\n{'statements':>10} {'outputs':>12} {'seconds':>8} {'a second':>9} {'pages/s':>8} {'ms each':>8} {'parent MB':>10}"
    )
    rows: dict[tuple[int, str], Measured] = {}
    for count in counts:
        for name, flags in (("no html", ("--no-html", "--no-xlsx")), ("all", ())):
            m = rows[count, name] = batch(count, *flags)
            rate = count / m.seconds
            print(
                f"{count:>10} {name:>12} {m.seconds:>8.1f} {rate:>9.1f} {rate * pages / 60:>8.0f} {1000 / rate:>8.1f} {m.parent / 1e6:>10.0f}",
                flush=True,
            )
    first, last = min((c for c in counts if c >= 500), default=counts[0]), counts[-1]
    if first != last:
        a, b = (rows[c, "no html"] for c in (first, last))
        print(f"time a statement at {last:,} against {first:,}: {b.seconds / b.count / (a.seconds / a.count):.2f}")
    try:
        files = list(statement_pdfs.sample(PLAIN))
        seconds = Peer(load()).seconds(files)
    except ImportError as e:
        print(f"the plain program was not run: {e.name} is not installed")
    else:
        ours = rows[last, "no html"]
        ratio = seconds / len(files) / (ours.seconds / ours.count)
        print(
            f"plain (pdfplumber + spaCy + the same rules, one process): {len(files) / seconds:.2f} statements a second; ours is {ratio:.1f} times as fast"
        )
    return int(max(m.parent for m in rows.values()) >= 300e6)


if __name__ == "__main__":
    sys.exit(main([int(a) for a in sys.argv[1:]] or [100, 500]))
