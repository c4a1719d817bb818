"""What lies round a plot and stays when a layout on it moves: found once, used for every version of the layout."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TypeVar

from siteplan.model import Surroundings

T = TypeVar("T")


class Vicinity:
    """Work on one `Surroundings` that several layouts share. Safe to use from several threads.

    Only what follows from the surroundings and the key alone may be kept here: never what depends on a layout.

    Parameters
    ----------
    surroundings
        In the plots' CRS, or None where nothing round the layouts is known.
    """

    def __init__(self, surroundings: Surroundings | None) -> None:
        self.surroundings = surroundings
        self._kept: dict[object, object] = {}
        self._lock = RLock()

    def shared(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made when it is first asked for under that key."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]  # type: ignore[return-value]
