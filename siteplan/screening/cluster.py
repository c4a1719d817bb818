"""The same tiles on several processes: local ones, or those of a Dask cluster.

Every worker is given the whole surroundings once, so that no tile is cut out of the map: destinations are snapped
globally, searches see the whole network, and each result is that of one process, to the last bit.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import distributed

from siteplan.errors import InputError, Issue
from siteplan.model import Plot
from siteplan.screening.job import Screener, ScreenJob

What = Literal["records", "cards"]
Tile = tuple[int, tuple[Plot, ...]]

# distributed is typed in parts only
Client: Any = distributed.Client
LocalCluster: Any = distributed.LocalCluster
as_completed: Any = distributed.as_completed

_PLUGIN = "siteplan-screening"
_AHEAD = 2
"""Tiles on their way to each worker, so that none waits and few are held."""


class ScreeningWorker(distributed.WorkerPlugin):
    """What a worker keeps of a job: the screener, made when the first tile comes."""

    name = _PLUGIN

    def __init__(self, job: bytes) -> None:
        self._job = job
        self._screener: Screener | None = None

    def screener(self) -> Screener:
        """The screener of this worker."""
        if self._screener is None:
            self._screener = Screener(pickle.loads(self._job))
        return self._screener


def screen_tile(number: int, plots: tuple[Plot, ...], what: What) -> tuple[int, Any]:
    """One tile on a worker: its number, and its records or scorecards."""
    plugin: Any = distributed.get_worker().plugins[_PLUGIN]
    screener: Screener = plugin.screener()
    return number, screener.records(plots) if what == "records" else screener.cards(plots)


@contextmanager
def cluster_of(workers: int | None, address: str | None) -> Iterator[Any]:
    """A client of ``workers`` local processes, or of the scheduler at ``address``.

    Raises
    ------
    InputError
        "cluster-unreachable".
    """
    if address is not None:
        try:
            client = Client(address, timeout=10)
        except (OSError, TimeoutError, ValueError) as error:
            values = {"detail": type(error).__name__}
            raise InputError(Issue(code="cluster-unreachable", element=address, values=values)) from error
        with client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=workers or 1, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
            silence_logs=50,
        ) as local,
        Client(local) as client,
    ):  # fmt: skip
        yield client


def screened(client: Any, job: ScreenJob, tiles: Iterable[Tile], *, what: What) -> Iterator[tuple[int, Any]]:
    """Every tile's records or scorecards, in the order in which they are ready; few tiles are held at a time."""
    client.register_plugin(ScreeningWorker(pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)))
    most = _AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    waiting = iter(tiles)
    ready = as_completed(raise_errors=True)
    held = 0

    def send() -> bool:
        tile = next(waiting, None)
        if tile is None:
            return False
        future = client.submit(screen_tile, tile[0], tile[1], what, pure=False)
        ready.add(future)
        return True

    while held < most and send():
        held += 1
    while held:
        future = next(ready)
        result = future.result()
        future.release()
        if not send():
            held -= 1
        yield result


Screen = Callable[[Iterable[Tile]], Iterator[tuple[int, Any]]]


@contextmanager
def screening(
    job: ScreenJob, screener: Screener, *, workers: int | None, address: str | None, what: What
) -> Iterator[Screen]:
    """Whoever screens the tiles: this process with ``screener``, or a cluster."""
    if workers is None and address is None:
        yield lambda tiles: (
            (number, screener.records(plots) if what == "records" else screener.cards(plots)) for number, plots in tiles
        )
        return
    with cluster_of(workers, address) as client:
        yield lambda tiles: screened(client, job, tiles, what=what)
