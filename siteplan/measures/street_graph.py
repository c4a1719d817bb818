"""Street networks as networkx graphs, in the shape that OSMnx and its users know."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from siteplan.model import StreetNetwork

_EdgeRow = tuple[int, int, dict[str, object]]


def to_networkx(network: StreetNetwork, *, crs: str) -> nx.MultiDiGraph:
    """A network as OSMnx would give it, unsimplified and projected.

    Parameters
    ----------
    network
        Walking or driving network.
    crs
        Coordinate reference system of its coordinates.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes by OpenStreetMap id with ``x`` and ``y`` [m]; an edge in each direction that is open, with ``osmid`` of
        its way, ``length`` [m], ``oneway``, ``reversed`` and the way's tags; ``graph["crs"]``.
    """
    graph = nx.MultiDiGraph(crs=crs, simplified=False, created_with="siteplan")
    graph.add_nodes_from(
        (int(id_), {"x": float(x), "y": float(y)}) for id_, (x, y) in zip(network.node_id, network.node_xy, strict=True)
    )
    graph.add_edges_from(_edges(network))
    return graph


def _edges(network: StreetNetwork) -> Iterator[_EdgeRow]:
    tags = [
        {key: values[way] for key, values in network.way_tags.items() if values[way] is not None and key != "oneway"}
        for way in range(len(network.way_id))
    ]
    tails, heads = network.node_id[network.edge_nodes].T
    for tail, head, length, way in zip(tails, heads, network.edge_length, network.edge_way, strict=True):
        direction = int(network.oneway[way])
        said: dict[str, object] = {
            **tags[way], "osmid": int(network.way_id[way]), "length": float(length), "oneway": direction != 0,
        }  # fmt: skip
        if direction >= 0:
            yield int(tail), int(head), {**said, "reversed": False}
        if direction <= 0:
            yield int(head), int(tail), {**said, "reversed": True}
