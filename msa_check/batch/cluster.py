"""The same work on a dask cluster: each of its workers keeps killable processes of its own, so nothing hangs the batch.

The only place that knows dask.distributed (the extra ``cluster``). What is done to a file is msa_check.batch.task's.
"""

from __future__ import annotations

import multiprocessing
import warnings
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msa_check.batch import pool
from msa_check.errors import UsageError

try:
    import distributed
except ImportError:
    raise UsageError(
        "--engine dask needs dask.distributed.", cure="Install it: pip install 'msa-check[cluster]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from msa_check.batch.pool import Crew
    from msa_check.batch.task import Job, Outcome, Work

_NAME = "msa-check"
_TIMEOUT = "15s"
_AHEAD = 4
"""Files in the cluster's hands for each of its threads: enough that none waits, few enough to stop soon."""


class Checking(distributed.WorkerPlugin):  # type: ignore[misc]
    """What every worker of the cluster gets, also one that joins later: the rules, and processes that can be killed."""

    name = _NAME

    def __init__(self, work: Work, crew: Crew) -> None:
        """Keep what is sent to the worker."""
        self.work, self.crew = work, crew

    def setup(self, worker: Any) -> None:  # noqa: ANN401 - distributed.Worker
        """Open the pool in the worker, one process for each of its threads."""
        # The nanny starts workers as daemons, which may have no children; ours end with their parent (task.guard).
        multiprocessing.process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
        self.pool = pool.open_pool(self.work, replace(self.crew, jobs=worker.state.nthreads))

    def teardown(self, worker: Any) -> None:  # noqa: ANN401 - distributed.Worker
        """End the processes."""
        del worker
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()


def run(
    jobs: Iterable[Job], work: Work, crew: Crew, address: str, stopping: Callable[[], bool] = lambda: False
) -> Iterator[Outcome]:
    """The outcome of every job as each comes, like pool.run. Raises UsageError when the cluster cannot be reached or is lost."""
    source = iter(jobs)
    waiting: dict[Any, Job] = {}
    client = _client(address)
    try:
        threads = sum(w["nthreads"] for w in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads:
            raise UsageError("the cluster has no workers.", where=address, cure="Start some: dask worker ADDRESS")
        client.register_plugin(Checking(work, crew))
        ended = distributed.as_completed(loop=client.loop)

        def submit(job: Job) -> None:
            future = client.submit(_task, job, crew, pure=False, key=f"{_NAME}-{job.number}-{job.failed}")
            waiting[future] = job
            ended.add(future)

        drawn = False
        while True:
            while not drawn and not stopping() and len(waiting) < threads * _AHEAD:
                job = next(source, None)
                if job is None:
                    drawn = True
                else:
                    submit(job)
            if not waiting:
                return
            future = next(ended)
            job = waiting.pop(future)
            try:
                outcome: Outcome = future.result()
            except distributed.KilledWorker:
                if job.failed:
                    raise
                submit(replace(job, failed="crashed", detail="Several machines ended while they read it."))
                continue
            yield outcome
    except (CancelledError, distributed.CancelledError, OSError) as e:
        if isinstance(e, OSError) and not isinstance(e, TimeoutError | ConnectionError):
            raise
        raise UsageError(
            f"the cluster was lost ({type(e).__name__}).",
            where=address,
            cure="What was done is kept: run the same command again.",
        ) from None
    finally:
        client.cancel(list(waiting))
        client.close()


def _client(address: str) -> Any:  # noqa: ANN401 - distributed.Client
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions of libraries that differ between machines are dask's to mind
            return distributed.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as e:
        raise UsageError(
            f"the dask scheduler cannot be reached ({e}).", where=address, cure="Check the address: tcp://host:8786."
        ) from None


def _task(job: Job, crew: Crew) -> Outcome:
    """Runs in a worker of the cluster, which hands the file to a process that can be killed."""
    plugin: Checking = distributed.get_worker().plugins[_NAME]
    return pool.settle(plugin.pool, job, crew)
