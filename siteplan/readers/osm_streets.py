"""Streets as networks: which ways may be walked or driven (INTERFACES section 6), and their nodes and edges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from siteplan.model import StreetNetwork

Tags = Mapping[str, str]

NOT_WALKED = frozenset({
    "motorway", "motorway_link", "construction", "proposed", "planned", "raceway", "abandoned", "disused", "razed",
    "bus_guideway", "escape", "corridor",
})  # fmt: skip

DRIVEN = frozenset({
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "road",
})  # fmt: skip

KEPT_TAGS = (
    "highway", "name", "ref", "oneway", "junction", "maxspeed", "sidewalk", "sidewalk:both", "sidewalk:left",
    "sidewalk:right", "foot", "bicycle", "access", "lit", "crossing", "footway", "service", "surface", "tunnel",
    "bridge", "layer", "incline", "wheelchair", "width", "smoothness", "steps", "step_count", "area", "indoor", "level",
)  # fmt: skip

_CLOSED = frozenset({"no", "private", "permit"})
_SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")


def walkable(tags: Tags) -> bool:
    """Whether a way belongs to the walking network: the rule of INTERFACES section 6, word for word."""
    highway = tags.get("highway")
    if highway is None or highway in NOT_WALKED:
        return False
    foot = tags.get("foot")
    if foot in _CLOSED:
        return False
    if highway in ("trunk", "trunk_link"):
        beside = any(tags[key] not in ("no", "none") for key in _SIDEWALKS if key in tags)
        if not beside and foot not in ("yes", "designated"):
            return False
    return tags.get("access") not in _CLOSED or foot in ("yes", "designated", "permissive")


def drivable(tags: Tags) -> bool:
    """Whether a car of anybody's may use a way: road classes, not closed to motor vehicles, not an area."""
    if tags.get("highway") not in DRIVEN or tags.get("area") == "yes":
        return False
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):  # the most particular key decides
        if key in tags:
            return tags[key] not in _CLOSED
    return True


def oneway(tags: Tags) -> int:
    """0 both ways, 1 along the way's direction, -1 against it."""
    said = tags.get("oneway")
    if said in ("yes", "true", "1"):
        return 1
    if said in ("-1", "reverse"):
        return -1
    if said is None and (tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"):
        return 1
    return 0


def street_network(
    ways: Sequence[tuple[int, Tags, Sequence[int]]],
    coordinates: Callable[[Sequence[int]], NDArray[np.float64]],
    *,
    keep: Callable[[Tags], bool],
    directed: bool,
) -> StreetNetwork | None:
    """Build a network of the ways that ``keep`` accepts.

    Parameters
    ----------
    ways
        Way id, tags and node ids; one way may come in several stretches.
    coordinates
        Gives, for chosen ways (indices), the projected coordinates of their nodes one after the other, (k, 2) [m].
    directed
        Whether one-way streets count; components are then strongly connected ones.

    Returns
    -------
    StreetNetwork or None
        None where no way is accepted.
    """
    kept = [i for i, (_, tags, refs) in enumerate(ways) if len(refs) > 1 and keep(tags)]
    if not kept:
        return None
    counts = np.array([len(ways[i][2]) for i in kept])
    refs = np.fromiter((ref for i in kept for ref in ways[i][2]), dtype=np.int64, count=int(counts.sum()))
    xy = coordinates(kept)
    node_id, first, node = np.unique(refs, return_index=True, return_inverse=True)
    way_of_ref = np.repeat(np.arange(len(kept)), counts)
    joined = way_of_ref[:-1] == way_of_ref[1:]
    pairs = np.column_stack([node[:-1][joined], node[1:][joined]])
    edge_way = way_of_ref[:-1][joined]
    real = pairs[:, 0] != pairs[:, 1]
    pairs, edge_way = pairs[real], edge_way[real]
    node_xy = xy[first]
    length = np.hypot(*(node_xy[pairs[:, 0]] - node_xy[pairs[:, 1]]).T)
    direction = np.array([oneway(ways[i][1]) if directed else 0 for i in kept], dtype=np.int8)
    component = _components(len(node_id), pairs, length, direction[edge_way] if directed else None)
    return StreetNetwork(
        node_id=node_id,
        node_xy=node_xy,
        edge_nodes=pairs.astype(np.int32),
        edge_length=length,
        edge_way=edge_way.astype(np.int32),
        way_id=np.array([ways[i][0] for i in kept], dtype=np.int64),
        way_tags=_tag_columns([ways[i][1] for i in kept]),
        component=component,
        oneway=direction,
    )


def _tag_columns(tags: Sequence[Tags]) -> dict[str, NDArray[np.object_]]:
    """One column for each kept key that occurs; most ways carry few of them, so the ways are gone through once."""
    columns: dict[str, NDArray[np.object_]] = {}
    wanted = frozenset(KEPT_TAGS)
    for way, of_way in enumerate(tags):
        for key in of_way.keys() & wanted:
            column = columns.get(key)
            if column is None:
                column = columns[key] = np.full(len(tags), None, dtype=object)
            column[way] = of_way[key]
    return {key: columns[key] for key in KEPT_TAGS if key in columns}


def _components(
    n: int, pairs: NDArray[np.int_], length: NDArray[np.float64], direction: NDArray[np.int8] | None
) -> NDArray[np.int32]:
    """(n,) component of each node, 0 = the one with the most street length, and so on downwards."""
    tails, heads = pairs[:, 0], pairs[:, 1]
    if direction is not None:
        along, against = direction >= 0, direction <= 0
        tails, heads = (
            np.concatenate([pairs[along, 0], pairs[against, 1]]),
            np.concatenate([pairs[along, 1], pairs[against, 0]]),
        )
    graph = coo_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(n, n)).tocsr()
    count, label = connected_components(graph, directed=direction is not None, connection="strong")
    inside = label[pairs[:, 0]] == label[pairs[:, 1]]
    total = np.bincount(label[pairs[inside, 0]], weights=length[inside], minlength=count)
    rank = np.empty(count, dtype=np.int32)
    rank[np.argsort(-total, kind="stable")] = np.arange(count, dtype=np.int32)
    of_node: NDArray[np.int32] = rank[label]
    return of_node
