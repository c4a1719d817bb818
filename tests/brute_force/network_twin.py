"""Brute-force twin of the walking distances: slow, obvious, and without a line of siteplan.

It reads the OpenStreetMap file itself, and every distance is found the plain way: an outline is walked in steps of
2 mm, a point is compared with every edge, and Dijkstra's algorithm runs over a heap. Rules: INTERFACES section 6.

Run by itself it prints distances as JSON: ``python network_twin.py area.osm.pbf EPSG:25832 plots.geojson``.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyproj

STEP_M = 0.002
ALONGSIDE_M = 1.0
CELL_M = 100.0

NEVER = {"motorway", "motorway_link", "construction", "proposed", "planned", "raceway", "abandoned", "disused", "razed",
         "bus_guideway", "escape", "corridor"}  # fmt: skip
GREEN = {
    "leisure": {"park", "garden", "nature_reserve"},
    "landuse": {"forest", "recreation_ground", "grass", "meadow", "village_green"},
    "natural": {"wood", "heath", "grassland", "scrub", "fell", "beach"},
}
Array = np.ndarray[Any, Any]
Outline = list[Array]
"""Lines or rings, each (k, 2); an area's boundary is all of its rings."""


@dataclass
class Destination:
    """A place with a point, or with an outline and perhaps entrances."""

    points: list[tuple[float, float]] = field(default_factory=list)
    outline: Outline = field(default_factory=list)


@dataclass
class Town:
    """Edges of the largest component, and destinations by category and element."""

    ends: Array
    nodes: Array
    neighbours: dict[int, list[tuple[int, float]]]
    destinations: dict[str, dict[str, Destination]]

    def __post_init__(self) -> None:
        self.lower, self.upper = self.ends.min(axis=1), self.ends.max(axis=1)
        self.cells: dict[tuple[int, int], set[int]] = defaultdict(set)
        first, last = np.floor(self.lower / CELL_M).astype(int), np.floor(self.upper / CELL_M).astype(int)
        for edge, ((i0, j0), (i1, j1)) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            for i in range(i0, i1 + 1):
                for j in range(j0, j1 + 1):
                    self.cells[i, j].add(edge)


def walkable(tags: dict[str, str]) -> bool:
    """The walking rule, in the order in which INTERFACES states it."""
    if "highway" not in tags or tags["highway"] in NEVER:
        return False
    if tags["highway"] in ("trunk", "trunk_link"):
        sidewalk = [tags[k] for k in ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right") if k in tags]
        has_sidewalk = [value for value in sidewalk if value != "no" and value != "none"]
        if not has_sidewalk and tags.get("foot") != "yes" and tags.get("foot") != "designated":
            return False
    if tags.get("foot") in ("no", "private", "permit"):
        return False
    if tags.get("access") in ("no", "private", "permit"):
        return tags.get("foot") in ("yes", "designated", "permissive")
    return True


def kinds(tags: dict[str, str], *, is_area: bool) -> set[str]:
    """Categories that the twin looks at: stop, grocery, hospital, green."""
    found = set()
    if (
        tags.get("highway") == "bus_stop"
        or tags.get("public_transport") in ("platform", "stop_position", "station")
        or tags.get("railway") in ("station", "halt", "tram_stop", "platform")
        or tags.get("amenity") in ("ferry_terminal", "bus_station")
    ):
        found.add("stop")
    if tags.get("shop") in ("supermarket", "convenience", "grocery", "general"):
        found.add("grocery")
    if tags.get("amenity") == "hospital" or tags.get("healthcare") == "hospital":
        found.add("hospital")
    public = tags.get("access") not in ("private", "no", "customers", "members", "permit")
    if is_area and public and any(tags.get(key) in values for key, values in GREEN.items()):
        found.add("green")
    return found


class _Reader(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.nodes: dict[int, tuple[float, float]] = {}
        self.ways: list[list[int]] = []
        self.entrances: dict[int, tuple[float, float]] = {}
        self.found: list[tuple[str, str, list[list[tuple[float, float]]], list[tuple[float, float]]]] = []

    def node(self, node: Any) -> None:
        tags = {tag.k: tag.v for tag in node.tags}
        at = (node.location.lon, node.location.lat)
        if tags.get("entrance", "no") not in ("no", "emergency", "exit", "service", "garage"):
            self.entrances[node.id] = at
        for kind in kinds(tags, is_area=False):
            self.found.append((kind, f"node/{node.id}", [], [at]))

    def way(self, way: Any) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        there = [(n.ref, (n.location.lon, n.location.lat)) if n.location.valid() else None for n in way.nodes]
        whole = all(there)
        runs: list[list[tuple[int, tuple[float, float]]]] = [[]]
        for node in there:
            if node is None:
                runs.append([])
            else:
                runs[-1].append(node)
        runs = [run for run in runs if len(run) > 1]
        if walkable(tags):
            for run in runs:
                self.nodes.update(run)
                self.ways.append([ref for ref, _ in run])
        closed = whole and len(there) > 3 and there[0] == there[-1] and tags.get("area") != "no"
        for kind in kinds(tags, is_area=closed):
            doors = [self.entrances[ref] for run in runs for ref, _ in run if ref in self.entrances]
            self.found.append((kind, f"way/{way.id}", [[at for _, at in run] for run in runs], doors))

    def area(self, area: Any) -> None:
        if area.from_way():
            return
        tags = {tag.k: tag.v for tag in area.tags}
        for kind in kinds(tags, is_area=True):
            rings = []
            for outer in area.outer_rings():
                for ring in [outer, *area.inner_rings(outer)]:
                    rings.append([(n.lon, n.lat) for n in ring])
            self.found.append((kind, f"relation/{area.orig_id()}", rings, []))


def read_town(file: Path, crs: str) -> Town:
    """Read streets and destinations; only the component with the most street length is kept."""
    reader = _Reader()
    # untagged nodes and buildings are never looked at by the twin, and there are very many of them
    wanted = osmium.filter.KeyFilter("highway", "public_transport", "railway", "amenity", "shop", "healthcare",
                                     "entrance", *GREEN)  # fmt: skip
    locations = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    locations.ignore_errors()  # a clipped extract lacks nodes
    osmium.apply(str(file), locations, wanted, reader)
    areas = osmium.FileProcessor(str(file)).with_areas(wanted).with_filter(osmium.filter.EntityFilter(osmium.osm.AREA))
    for area in areas:
        reader.area(area)
    project = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform
    at = {ref: project(*lonlat) for ref, lonlat in reader.nodes.items()}
    edges = _largest_component({(a, b) for way in reader.ways for a, b in pairwise(way) if a != b}, at)
    number = {ref: i for i, ref in enumerate(sorted({ref for edge in edges for ref in edge}))}
    neighbours: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for a, b in edges:
        length = _distance(at[a], at[b])
        neighbours[number[a]].append((number[b], length))
        neighbours[number[b]].append((number[a], length))
    destinations: dict[str, dict[str, Destination]] = defaultdict(dict)
    for kind, element, lines, points in reader.found:
        destinations[kind][element] = Destination(
            points=[project(*p) for p in points],
            outline=[] if points else [np.array([project(*p) for p in line]) for line in lines],
        )
    return Town(
        ends=np.array([[at[a], at[b]] for a, b in edges]),
        nodes=np.array([[number[a], number[b]] for a, b in edges]),
        neighbours=neighbours,
        destinations=destinations,
    )


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _largest_component(edges: set[tuple[int, int]], at: dict[int, tuple[float, float]]) -> list[tuple[int, int]]:
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    group: dict[int, int] = {}
    for start in beside:
        waiting = [] if start in group else [start]
        while waiting:
            node = waiting.pop()
            if node not in group:
                group[node] = start
                waiting += [other for other in beside[node] if other not in group]
    length: dict[int, float] = defaultdict(float)
    for a, b in edges:
        length[group[a]] += _distance(at[a], at[b])
    largest = max(length, key=lambda g: length[g])
    return sorted(edge for edge in edges if group[edge[0]] == largest)


# --- ways onto the network: by edge, metres along it and straight metres to it ---------------------------------------

Access = dict[int, tuple[Array, Array]]


def _foot(xy: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """Metres along the edge a-b to the nearest point, and metres to that point; broadcasts."""
    length = np.hypot(*(b - a).T).T
    share = np.clip(((xy - a) * (b - a)).sum(axis=-1) / np.maximum(length, 1e-12) ** 2, 0, 1)
    foot = a + share[..., None] * (b - a)
    return share * length, np.hypot(xy[..., 0] - foot[..., 0], xy[..., 1] - foot[..., 1])


def _near_box(town: Town, low: Array, high: Array, margin: float) -> Array:
    """Edges whose box comes within a margin of a box."""
    i0, j0 = np.floor((low - margin) / CELL_M).astype(int)
    i1, j1 = np.floor((high + margin) / CELL_M).astype(int)
    cells = [town.cells[i, j] for i in range(i0, i1 + 1) for j in range(j0, j1 + 1) if (i, j) in town.cells]
    among = np.array(sorted(set().union(*cells)), dtype=int)
    lower, upper = town.lower[among], town.upper[among]
    kept: Array = among[(lower <= high + margin).all(axis=1) & (upper >= low - margin).all(axis=1)]
    return kept


def access_of_point(town: Town, xy: tuple[float, float]) -> Access:
    """The nearest point of the nearest edge, by comparing with every edge in a box that must hold it."""
    point = np.array(xy)
    margin = 25.0
    while True:
        edges = _near_box(town, point, point, margin)
        if len(edges):
            offset, straight = _foot(point[None, :], town.ends[edges, 0], town.ends[edges, 1])
            best = int(np.argmin(straight))
            if straight[best] <= margin:
                return {int(edges[best]): (offset[[best]], straight[[best]])}
        margin *= 2


def access_of_outline(town: Town, outline: Outline) -> Access:
    """Every point of the outline, in steps of 2 mm, that has an edge within 1 m; else its point nearest to an edge."""
    found: list[Access] = []
    for line in outline:
        for p, q in pairwise(line):
            for edge in _near_box(town, np.minimum(p, q), np.maximum(p, q), ALONGSIDE_M):
                a, b = town.ends[edge]
                if _segments_apart(p, q, a, b) > ALONGSIDE_M:
                    continue
                steps = max(2, int(np.hypot(*(q - p)) / STEP_M) + 2)
                xy = p + np.linspace(0, 1, steps)[:, None] * (q - p)
                offset, straight = _foot(xy, a, b)
                near = straight <= ALONGSIDE_M
                if near.any():
                    found.append({int(edge): (offset[near], straight[near])})
                elif _segments_apart(p, q, a, b) <= ALONGSIDE_M:
                    best = int(np.argmin(straight))
                    found.append({int(edge): (offset[[best]], straight[[best]])})
    return _together(found) if found else _nearest_of_outline(town, outline)


def _together(parts: list[Access]) -> Access:
    by_edge: dict[int, list[tuple[Array, Array]]] = defaultdict(list)
    for part in parts:
        for edge, pair in part.items():
            by_edge[edge].append(pair)
    return {
        edge: (np.concatenate([o for o, _ in pairs]), np.concatenate([s for _, s in pairs]))
        for edge, pairs in by_edge.items()
    }


def _segments_apart(p: Array, q: Array, a: Array, b: Array) -> float:
    """Distance between two segments."""

    def side(u: Array, v: Array, w: Array) -> float:
        return float((v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0]))

    if side(p, q, a) * side(p, q, b) < 0 and side(a, b, p) * side(a, b, q) < 0:
        return 0.0
    return min(
        float(_foot(np.array([p]), a, b)[1][0]), float(_foot(np.array([q]), a, b)[1][0]),
        float(_foot(np.array([a]), p, q)[1][0]), float(_foot(np.array([b]), p, q)[1][0]),
    )  # fmt: skip


def _nearest_of_outline(town: Town, outline: Outline) -> Access:
    """No way comes near: the outline's point with the shortest straight line to any edge."""
    best: tuple[float, int, float] | None = None
    margin = 10.0
    while best is None or best[0] > margin:
        margin *= 2
        best = None
        for line in outline:
            for p, q in pairwise(line):
                edges = _near_box(town, np.minimum(p, q), np.maximum(p, q), margin)
                a, b = town.ends[edges, 0], town.ends[edges, 1]
                for xy in (p, q):  # an end of the outline's segment against every edge
                    offset, straight = _foot(xy[None, :], a, b)
                    for i in np.argsort(straight)[:1]:
                        if best is None or straight[i] < best[0]:
                            best = (float(straight[i]), int(edges[i]), float(offset[i]))
                for end in (0, 1):  # every edge's end against the outline's segment
                    _, straight = _foot(town.ends[edges, end], p, q)
                    for i in np.argsort(straight)[:1]:
                        if best is None or straight[i] < best[0]:
                            length = float(np.hypot(*(b[i] - a[i])))
                            best = (float(straight[i]), int(edges[i]), length * end)
    return {best[1]: (np.array([best[2]]), np.array([best[0]]))}


def access_of(town: Town, destination: Destination) -> Access:
    """Ways in to a destination."""
    if destination.points:
        return _together([access_of_point(town, xy) for xy in destination.points])
    return access_of_outline(town, destination.outline)


# --- distances ------------------------------------------------------------------------------------------------------


def entry_costs(town: Town, access: Access) -> dict[int, float]:
    """Least metres from the outline or point to each network node beside it."""
    costs: dict[int, float] = {}
    for edge, (offset, straight) in access.items():
        length = float(np.hypot(*(town.ends[edge, 1] - town.ends[edge, 0])))
        from_ends = (straight + offset, straight + length - offset)
        for node, metres in zip(town.nodes[edge].tolist(), from_ends, strict=True):
            costs[node] = min(costs.get(node, np.inf), float(metres.min()))
    return costs


def dijkstra(town: Town, start: dict[int, float], *, limit: float) -> dict[int, float]:
    """Plain Dijkstra from a point joined to several nodes."""
    done: dict[int, float] = {}
    heap = [(cost, node) for node, cost in start.items()]
    heapq.heapify(heap)
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > limit:
            break
        if node in done:
            continue
        done[node] = cost
        for other, length in town.neighbours[node]:
            if other not in done:
                heapq.heappush(heap, (cost + length, other))
    return done


def entries(
    town: Town, category: str, element: str, known: dict[tuple[str, str], tuple[Access, dict[int, float]]]
) -> tuple[Access, dict[int, float]]:
    """Ways in to a destination and what they cost from the nodes beside it, kept from plot to plot."""
    if (category, element) not in known:
        access = access_of(town, town.destinations[category][element])
        known[category, element] = access, entry_costs(town, access)
    return known[category, element]


def along_one_edge(here: Access, there: Access) -> float:
    """Least metres between two sets of accesses on a common edge, along it."""
    best = np.inf
    for edge in here.keys() & there.keys():
        (s, c), (t, d) = here[edge], there[edge]
        order = np.argsort(s)
        s, c = s[order], c[order]
        # coming from the left: c - s at its least among all s <= t; from the right: c + s among all s >= t
        left, right = np.minimum.accumulate(c - s), np.minimum.accumulate((c + s)[::-1])[::-1]
        upto = np.searchsorted(s, t, "right")
        with_left = upto > 0
        if with_left.any():
            best = min(best, float((left[upto[with_left] - 1] + t[with_left] + d[with_left]).min()))
        onwards = np.searchsorted(s, t, "left")
        with_right = onwards < len(s)
        if with_right.any():
            best = min(best, float((right[onwards[with_right]] - t[with_right] + d[with_right]).min()))
    return best


Known = dict[tuple[str, str], tuple[Access, dict[int, float]]]


@dataclass
class Departure:
    """A plot left at every access point: its accesses, and the metres to every node within a limit."""

    outline: Outline
    access: Access
    reached: dict[int, float]
    limit: float


def leave(town: Town, plot: Outline, *, limit: float) -> Departure:
    """Leave a plot, and walk everywhere within ``limit`` metres."""
    access = access_of_outline(town, plot)
    return Departure(plot, access, dijkstra(town, entry_costs(town, access), limit=limit), limit)


def distances(town: Town, departure: Departure, category: str, *, limit: float, known: Known) -> dict[str, float]:
    """Walking distance to every destination of a category within ``limit`` (the straight line serves as a sieve)."""
    assert limit <= departure.limit
    corners = np.concatenate(departure.outline)
    result = {}
    for element, destination in town.destinations[category].items():
        at = np.concatenate([*destination.outline, *([np.array(destination.points)] if destination.points else [])])
        gap = np.maximum(np.maximum(at.min(axis=0) - corners.max(axis=0), corners.min(axis=0) - at.max(axis=0)), 0)
        if np.hypot(*gap) > limit:
            continue
        there, costs = entries(town, category, element, known)
        by_nodes = [cost + departure.reached[n] for n, cost in costs.items() if n in departure.reached]
        metres = min([along_one_edge(departure.access, there), *by_nodes])
        if metres <= limit:
            result[element] = float(metres)
    return result


def main() -> None:
    """Print the distances from each polygon of a GeoJSON file (in the given system) to everything within 1 km."""
    town = read_town(Path(sys.argv[1]), sys.argv[2])
    known: Known = {}
    answer = {}
    for number, feature in enumerate(json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))["features"]):
        rings = [np.array(ring)[:, :2] for ring in feature["geometry"]["coordinates"]]
        left = leave(town, rings, limit=1000.0)
        answer[str(number)] = {
            category: distances(town, left, category, limit=1000.0, known=known) for category in town.destinations
        }
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
