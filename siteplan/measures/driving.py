"""Free-flow driving times by signed speed, else by class of road (INTERFACES section 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from siteplan.model import StreetNetwork

_SIGNED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km/h|kmh|mph)?\s*")
_KMH_PER_MPH = 1.609344
_M_PER_MIN_PER_KMH = 1000 / 60


def driving_graph(network: StreetNetwork, *, speeds: Mapping[str, float]) -> RoutingGraph:
    """A driving network whose costs are minutes at free flow; one-way streets one way only.

    The straight line between a plot and its street is driven at the slowest of the given speeds.

    Parameters
    ----------
    network
        Driving network.
    speeds
        km/h by class (``highway`` value); a link road without its own takes that of its class, and any class that is
        not named takes the slowest.
    """
    kmh = edge_speeds(network, speeds=speeds)
    minutes = network.edge_length / (kmh * _M_PER_MIN_PER_KMH)
    direction = network.oneway[network.edge_way]
    return RoutingGraph(
        index=EdgeIndex(network),
        along=np.where(direction >= 0, minutes, np.inf),
        against=np.where(direction <= 0, minutes, np.inf),
        straight_rate=1.0 / (min(speeds.values()) * _M_PER_MIN_PER_KMH),
        in_minutes=True,
    )


def driving_metres(network: StreetNetwork) -> RoutingGraph:
    """A driving network whose costs are metres; one-way streets one way only."""
    direction = network.oneway[network.edge_way]
    return RoutingGraph(
        index=EdgeIndex(network),
        along=np.where(direction >= 0, network.edge_length, np.inf),
        against=np.where(direction <= 0, network.edge_length, np.inf),
    )


def edge_speeds(network: StreetNetwork, *, speeds: Mapping[str, float]) -> NDArray[np.float64]:
    """(m,) km/h of each edge."""
    if not speeds or min(speeds.values()) <= 0:
        raise ValueError("speeds by class must be given and positive")
    signed = [_signed_kmh(value) for value in network.tag("maxspeed")]
    classes = [speeds.get(str(c), speeds.get(str(c).removesuffix("_link"))) for c in network.tag("highway")]
    slowest = min(speeds.values())
    by_way = np.array([s or c or slowest for s, c in zip(signed, classes, strict=True)], dtype=float)
    by_edge: NDArray[np.float64] = by_way[network.edge_way]
    return by_edge


def _signed_kmh(maxspeed: object) -> float | None:
    """km/h, None where nothing is signed or it is no number ("none", "signals", "NO:urban")."""
    match = _SIGNED.fullmatch(maxspeed.split(";")[0]) if isinstance(maxspeed, str) else None
    if match is None:
        return None
    return float(match[1]) * (_KMH_PER_MPH if match[2] == "mph" else 1.0)
