"""Network distances and reading, siteplan beside its peers, in one run; writes RESULTS.md.

    python -m venv ../peers && ../peers/bin/pip install -r benchmarks/network/requirements.txt
    python -m benchmarks.network.run --peers ../peers/bin/python [--shared ../shared] [--plots 10000]

Every system runs in a process of its own, on the same arrays; seconds are of CPU time, memory is what a run adds to the
process after its imports. Ratios are within this run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from siteplan.model import StreetNetwork, Surroundings
from siteplan.readers.osm import read_osm

HERE = Path(__file__).parent
PEERS = ("igraph", "networkx", "pandana", "cityseer")
OSLO_DESTINATIONS = 1159
PATIENCE_S = 400
Found = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """An area of the benchmark, its file, and categories from the map; the rest is drawn by chance."""

    name: str
    file: str
    real: tuple[str, ...]
    drawn: tuple[int, ...]


PLACES = (
    Place("Oslo east", "oslo_east_streets_2019.osm.pbf", ("stop",), (0, 60, 50, 40, 30)),
    Place(
        "Trondheim", "trondheim_2023.osm.pbf", ("stop", "grocery", "kiosk", "school", "pharmacy", "meeting_place"), ()
    ),
)


def work_of(around: Surroundings, place: Place, *, plots: int, goals: int = 1) -> dict[str, np.ndarray]:
    """Network, plots and destinations as plain arrays; ``goals`` times as many destinations."""
    network = around.walking
    assert isinstance(network, StreetNetwork)
    rng = np.random.default_rng(4)
    main = (network.component[network.edge_nodes] == 0).all(axis=1)
    used, ends = np.unique(network.edge_nodes[main], return_inverse=True)
    xy, edges = network.node_xy[used], ends.reshape(-1, 2)
    length = network.edge_length[main]

    def drawn(count: int, apart_m: float) -> np.ndarray:
        edge = rng.choice(len(edges), size=count, p=length / length.sum())
        a, b = xy[edges[edge, 0]], xy[edges[edge, 1]]
        return a + rng.uniform(size=(count, 1)) * (b - a) + rng.normal(0, apart_m, (count, 2))

    groups = [shapely.get_coordinates(shapely.centroid(around.places[name].geometries)) for name in place.real]
    rest = OSLO_DESTINATIONS - sum(map(len, groups)) - sum(place.drawn)
    groups += [drawn(count or rest, 20.0) for count in place.drawn]
    groups = [np.concatenate([group, *(drawn(len(group), 20.0) for _ in range(goals - 1))]) for group in groups]
    plot_xy, goal_xy = drawn(plots, 60.0), np.concatenate(groups)
    tree = cKDTree(xy)
    return {
        "node_xy": xy, "edge_nodes": edges, "edge_length": length, "plot_xy": plot_xy, "goal_xy": goal_xy,
        "plot_node": tree.query(plot_xy)[1], "goal_node": tree.query(goal_xy)[1],
        "goal_category": np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
    }  # fmt: skip


def beside(work: dict[str, np.ndarray], copies: int) -> dict[str, np.ndarray]:
    """The same network several times side by side, joined by one edge, with the plots and destinations of the first."""
    xy, edges, length = work["node_xy"], work["edge_nodes"], work["edge_length"]
    width = np.array([np.ptp(xy[:, 0]) + 1000.0, 0.0])
    joints = np.array([[i * len(xy), (i + 1) * len(xy)] for i in range(copies - 1)]).reshape(-1, 2)
    return work | {
        "node_xy": np.concatenate([xy + i * width for i in range(copies)]),
        "edge_nodes": np.concatenate([*(edges + i * len(xy) for i in range(copies)), joints]),
        "edge_length": np.concatenate([*(length for _ in range(copies)), np.full(len(joints), width[0])]),
    }


def run(python: str, script: str, *arguments: str, env: dict[str, str] | None = None) -> Found:
    """One system in a process of its own; {} with the reason where it cannot be run."""
    try:
        done = subprocess.run(
            [python, str(HERE / script), *arguments], capture_output=True, text=True, check=False, timeout=PATIENCE_S,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1]), **(env or {})},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": f"no answer within {PATIENCE_S} s"}
    for line in reversed(done.stdout.splitlines()):
        if line.startswith("{"):
            found: Found = json.loads(line)
            return found
    return {"failed": (done.stderr.strip().splitlines() or ["no answer"])[-1]}


def medians(python: str, script: str, *arguments: str, times: int) -> Found:
    """Several runs: the median of every number."""
    runs = [run(python, script, *arguments) for _ in range(times)]
    good = [found for found in runs if "failed" not in found]
    if not good:
        return runs[0]
    return {key: median(f[key] for f in good) if isinstance(good[0][key], float | int) else good[0][key]
            for key in good[0]}  # fmt: skip


def distances(place: Place, file: Path, arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The table of one area."""
    around, _ = read_osm([file], crs="EPSG:25832")
    stored = str(folder / "work.npz")
    work = work_of(around, place, plots=arguments.plots)
    np.savez(stored, **work)
    work |= {"farthest": np.array(run(sys.executable, "ours.py", stored)["farthest"]) + 100.0}
    np.savez(stored, **work)
    ours = medians(sys.executable, "ours.py", stored, times=arguments.times)
    lines = [
        f"## {place.name}: {len(work['node_xy'])} nodes, {len(work['edge_nodes'])} edges, {arguments.plots} plots, "
        f"{len(np.unique(work['goal_category']))} categories, {len(work['goal_xy'])} destinations", "",
        "| system | all three, s | per 1,000 plots, ms | times siteplan | build, s | added memory, MB |",
        "|---|---|---|---|---|---|",
        f"| siteplan, compiled | {ours['query_s']:.3f} | {ours['query_s'] / arguments.plots * 1e6:.1f} | 1 | "
        f"{ours['build_s']:.3f} | {ours['added_mb']:.0f} |",
    ]  # fmt: skip
    systems = [("siteplan, SciPy", sys.executable, "ours.py", (stored, "plain"))] if arguments.scipy else []
    peers = arguments.systems.split(",") if arguments.peers else []
    systems += [(name, arguments.peers, "peers.py", (name, stored)) for name in peers]
    for name, python, script, given in systems:
        found = medians(python, script, *given, times=1 if name in ("networkx", "siteplan, SciPy") else arguments.times)
        if "failed" in found:
            lines.append(f"| {name} | could not be run: {found['failed']} | | | | |")
            continue
        title = f"{name} {found.get('version', '')}".strip()
        lines.append(
            f"| {title} | {found['query_s']:.2f} | {found['query_s'] / arguments.plots * 1e6:.1f} | "
            f"{found['query_s'] / ours['query_s']:.1f} | {found['build_s']:.2f} | {found['added_mb']:.0f} |"
        )
    return [*lines, ""]


def growing(place: Place, file: Path, arguments: argparse.Namespace, folder: Path) -> list[str]:
    """How siteplan's time grows with plots, destinations and network."""
    around, _ = read_osm([file], crs="EPSG:25832")
    stored, work = str(folder / "work.npz"), work_of(around, place, plots=arguments.plots)
    grown = [("as above", work), ("a tenth of the plots", work_of(around, place, plots=arguments.plots // 10)),
             ("ten times the plots", work_of(around, place, plots=arguments.plots * 10)),
             ("four times the destinations", work_of(around, place, plots=arguments.plots, goals=4)),
             ("four times the network", beside(work, 4))]  # fmt: skip
    growth = []
    for name, changed in grown:
        np.savez(stored, **changed)
        found = run(sys.executable, "ours.py", stored)
        growth.append(
            f"| {place.name}, {name} | {len(changed['plot_xy'])} | {len(changed['goal_xy'])} | "
            f"{len(changed['edge_nodes'])} | {found['query_s']:.3f} | {found['build_s']:.3f} | "
            f"{found['added_mb']:.0f} |"
        )
    return growth


def reading(file: Path, arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The table of readers for one file."""
    import osmium

    plain = folder / "area.osm"
    with osmium.SimpleWriter(str(plain)) as writer:
        for element in osmium.FileProcessor(str(file)):
            writer.add(element)
    ours = medians(sys.executable, "reading.py", "siteplan", str(file), times=arguments.times)
    whole = medians(sys.executable, "reading.py", "siteplan-all", str(file), times=arguments.times)
    lines = [f"| {file.name}: siteplan, walking network | {ours['seconds']:.2f} | 1 | {ours['added_mb']:.0f} | "
             f"{ours['edges']:.0f} |",
             f"| siteplan, everything (both networks, places, extent) | {whole['seconds']:.2f} | "
             f"{whole['seconds'] / ours['seconds']:.1f} | {whole['added_mb']:.0f} | "
             f"{whole['edges']:.0f} |"]  # fmt: skip
    for name, given in (("pyrosm", file), ("pyrosm-graph", file), ("osmnx", plain)):
        if not arguments.peers:
            continue
        found = medians(arguments.peers, "reading.py", name, str(given), times=arguments.times)
        if found and "failed" not in found:
            lines.append(f"| {name} | {found['seconds']:.2f} | {found['seconds'] / ours['seconds']:.1f} | "
                         f"{found['added_mb']:.0f} | {found['edges']:.0f} |")  # fmt: skip
        elif found:
            lines.append(f"| {name} | could not be run: {found['failed']} | | | |")
    plain.unlink()
    return lines


def cold_start(stored: str) -> list[str]:
    """First answers of an empty process."""
    lines = []
    with tempfile.TemporaryDirectory() as cache:
        for name, env in (
            ("kernels kept on disk", {}), ("nothing compiled yet", {"NUMBA_CACHE_DIR": cache}),
            ("without kernels", {"SITEPLAN_WITHOUT_KERNELS": "1"}),
        ):  # fmt: skip
            found = run(sys.executable, "ours.py", stored, "first", env=env)
            lines.append(f"| {name} | {found['wall_s']:.2f} | {found['cpu_s']:.2f} |")
    return lines


def main() -> None:
    """Measure everything and write RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default="", help="interpreter of the environment in which the peers are installed")
    parser.add_argument("--shared", default=os.environ.get("SITEPLAN_SHARED", "../shared"))
    parser.add_argument("--plots", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--systems", default=",".join(PEERS), help="which peers")
    parser.add_argument("--scipy", action="store_true", help="also siteplan without kernels")
    parser.add_argument("--out", default=str(HERE / "RESULTS.md"))
    arguments = parser.parse_args()
    osm = Path(arguments.shared) / "data" / "osm"
    pages = Pages(Path(arguments.out))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        oslo, trondheim = (osm / place.file for place in PLACES)
        pages.add(distances(PLACES[0], oslo, arguments, folder))
        readers = ["| reader | CPU s | times siteplan | added memory, MB | edges |", "|---|---|---|---|---|"]
        pages.add(["## From a pbf to a walking network", "", *readers, *reading(oslo, arguments, folder), ""])
        found = run(sys.executable, "edits.py", str(trondheim))
        pages.add(["## What if (Trondheim)", "", *found.get("lines", [f"could not be run: {found.get('failed')}"]), ""])
        around, _ = read_osm([oslo], crs="EPSG:25832")
        np.savez(folder / "work.npz", **work_of(around, PLACES[0], plots=500))
        pages.add(["## First answer of an empty process (Oslo east, 500 plots, all three)", "",
                   "| | wall, s | CPU, s |", "|---|---|---|", *cold_start(str(folder / "work.npz")), ""])  # fmt: skip
        slow = ("pandana", "cityseer")
        arguments.systems = ",".join(name for name in arguments.systems.split(",") if name not in slow)
        pages.add(distances(PLACES[1], trondheim, arguments, folder))
        grown = [*growing(PLACES[0], oslo, arguments, folder), *growing(PLACES[1], trondheim, arguments, folder)]
        pages.add(["## How siteplan's time grows", "", "| | plots | destinations | edges | all three, s | build, s | "
                   "added memory, MB |", "|---|---|---|---|---|---|---|", *grown, ""])  # fmt: skip


class Pages:
    """The results, written down section by section: a run that is broken off keeps what it has."""

    def __init__(self, file: Path) -> None:
        self.file, self.lines, self.load = file, list[str](), os.getloadavg()[0]

    def add(self, lines: list[str]) -> None:
        """Another section."""
        self.lines += lines
        own = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scipy", "shapely", "osmium"))
        machine = f"{os.cpu_count()} processors ({platform.machine()})"
        stamp = (f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {own}; {machine}, "
                 f"load {self.load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end.")  # fmt: skip
        notes = (HERE / "NOTES.md").read_text(encoding="utf-8").splitlines()
        title = "# Networks: distances and reading, beside the peers"
        self.file.write_text("\n".join([title, "", stamp, *notes, "", *self.lines]), encoding="utf-8")


if __name__ == "__main__":
    main()
