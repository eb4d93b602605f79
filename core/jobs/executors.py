"""Where jobs run: a thread of this process, or a process of their own.

Both are `concurrent.futures.Executor`s, so that another kind, such as a cluster's, is one class
more. What is submitted is always `attempt(call, listen, stop)`: the call is plain values and can
travel; `listen` and `stop` are this process's ear and hand, and stay.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, TypeVar

from core.jobs.workers import run_in_worker

Result = TypeVar("Result")


class ThreadExecutor(Executor):
    """Jobs in threads of this process, first come, first served.

    The threads are daemons, unlike those of the standard library's pool: a recipe that does not
    yield cannot keep a server from ending.
    """

    def __init__(self, num_workers: int = 1) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._submitted: list[Future[Any]] = []
        self._threads = [
            threading.Thread(target=self._serve, name=f"training-{number}", daemon=True)
            for number in range(num_workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Let `fn` run as soon as a thread is free."""
        future: Future[Result] = Future()

        def serve() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as fault:  # a future tells every end of its call (PEP 3148)
                future.set_exception(fault)

        self._submitted = [*(f for f in self._submitted if not f.done()), future]
        self._queue.put(serve)
        return future

    def _serve(self) -> None:
        while (serve := self._queue.get()) is not None:
            serve()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more; see `concurrent.futures.Executor.shutdown`."""
        if cancel_futures:
            for future in self._submitted:
                future.cancel()
        for _ in self._threads:
            self._queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()


class SubprocessExecutor(ThreadExecutor):
    """Jobs in processes of their own, `python -m core.jobs.worker`, each watched by a thread.

    A crash or a full memory takes one job and not the server. `multiprocessing` is no way to get
    there: its child would run the server's own entry script again.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Let `fn`, a function with an importable name, run in a process of its own."""
        return super().submit(run_in_worker, f"{fn.__module__}:{fn.__qualname__}", *args, **kwargs)


EXECUTORS: Mapping[str, type[ThreadExecutor]] = {
    "thread": ThreadExecutor,
    "subprocess": SubprocessExecutor,
}
