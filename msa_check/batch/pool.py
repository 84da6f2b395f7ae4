"""Worker processes on this machine, which can be killed: a file that hangs or crashes costs itself alone.

Nothing here knows what a worker does with a file.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from msa_check.batch.task import Worker, guard
from msa_check.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext

    from msa_check.batch.task import Job, Outcome, Work

RECYCLE = 500
"""Files after which a worker is replaced, so that what libraries leak does not add up; not sooner, as a worker's patterns
are twice as fast once they have seen some fifty files."""
_OUT_OF_MEMORY = frozenset({signal.SIGABRT, signal.SIGKILL, getattr(signal, "SIGTRAP", 5), signal.SIGILL})
"""How a process ends that memory has run out for: PDFium gives up with the first and the last two, Linux kills."""

_worker: Worker | None = None  # one for each worker process: rules are compiled once, not once a file


@dataclass(frozen=True, slots=True)
class Crew:
    """How many workers, how long a file may take, and when files that failed get their second try."""

    jobs: int = 0
    """0 takes every core."""
    seconds: float = 60.0
    retry_after: int = 0
    """Failed files that are waited for before they are tried again alone; 0 waits for the end."""
    recycle: int = RECYCLE

    @property
    def size(self) -> int:
        """Workers."""
        return self.jobs or cores()


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def run(jobs: Iterable[Job], work: Work, crew: Crew, stopping: Callable[[], bool] = lambda: False) -> Iterator[Outcome]:
    """The outcome of every job, as each comes, in no order. ``jobs`` is drawn a few files ahead of the workers.

    A job whose worker hung or crashed is tried once more with nothing beside it and then recorded as unread.
    When ``stopping()`` turns true no further job is begun; those in hand are finished.
    """
    source = iter(jobs)
    again: deque[Job] = deque()
    waiting: dict[Future[Outcome], Job] = {}
    tried: set[int] = set()
    drawn = False
    with open_pool(work, crew) as pool:
        try:
            while True:
                alone = bool(again) and (drawn or (crew.retry_after and len(again) >= crew.retry_after))
                while not stopping() and not drawn and not alone and len(waiting) < crew.size * 3:
                    job = next(source, None)
                    if job is None:
                        drawn = True
                    else:
                        waiting[_schedule(pool, job, crew)] = job
                if not waiting and again and not stopping():
                    job = again.popleft()
                    waiting[_schedule(pool, job, crew)] = job
                elif not waiting:
                    break
                done, _ = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    job = waiting.pop(future)
                    failed = _failure(future, crew)
                    if failed is None:
                        yield future.result()
                    elif job.failed:  # even the record of the failure fails: our own bug
                        raise RuntimeError(f"no record could be made of {job.source!r}: {failed}")  # noqa: TRY301
                    elif job.number in tried:
                        again.append(replace(job, failed=failed[0], detail=failed[1]))
                    else:
                        tried.add(job.number)
                        again.append(job)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def settle(pool: ProcessPool, job: Job, crew: Crew) -> Outcome:
    """The outcome of one job, waited for: two tries, then the record of the failure (used where others queue the jobs)."""
    failed = None
    for _ in range(2):
        future = _schedule(pool, job, crew)
        failed = _failure(future, crew)
        if failed is None:
            return future.result()
    reason, detail = failed or ("crashed", "")
    return _schedule(pool, replace(job, failed=reason, detail=detail), crew).result()


def _schedule(pool: ProcessPool, job: Job, crew: Crew) -> Future[Outcome]:
    scheduled: Future[Outcome] = pool.schedule(_run, args=(job,), timeout=crew.seconds)
    return scheduled


def _failure(future: Future[Outcome], crew: Crew) -> tuple[str, str] | None:
    """(reason code, detail) when the worker did not live to give an outcome; errors of our own are raised."""
    try:
        fault = future.exception()
    except CancelledError:
        fault = CancelledError()
    if fault is None:
        return None
    if isinstance(fault, TimeoutError):
        return "timeout", f"The limit is {crew.seconds:g} seconds."
    if isinstance(fault, ProcessExpired):
        return _died(fault.exitcode)
    if isinstance(fault, MemoryError):
        return "resource-limit", ""
    raise fault


def _died(code: int | None) -> tuple[str, str]:
    ended = -code if code is not None and code < 0 else 0
    how = f"Its process ended with signal {ended}." if ended else f"Its process ended with code {code}."
    return ("resource-limit" if ended in _OUT_OF_MEMORY else "crashed"), how


def open_pool(work: Work, crew: Crew) -> ProcessPool:
    """Workers for ``work``; use it as a context, or stop and join it."""
    return ProcessPool(
        max_workers=crew.size, max_tasks=crew.recycle, initializer=_prepare, initargs=(work,), context=_context()
    )


def _context() -> BaseContext:
    """Where it can, a small server process that has loaded the libraries and forks workers from itself.

    Never a fork of the program itself, whose threads and open store a child must not inherit.
    """
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["msa_check.batch.preload"])
    return context


def warm() -> None:
    """Begin to start the server process, so that it loads while the caller does something else."""
    if sys.platform != "win32":
        _context()
        from multiprocessing import forkserver

        forkserver.ensure_running()


def _prepare(work: Work) -> None:
    global _worker  # noqa: PLW0603 - a process's own state, set once by its pool
    if work.guard:
        guard(work)
    _worker = Worker(work)


def _run(job: Job) -> Outcome:
    if _worker is None:
        raise UsageError("a worker process was not prepared.")
    return _worker.run(job)
