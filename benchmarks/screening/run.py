"""Run ``siteplan screen`` over many seeded plots and say what it took: CPU, wall time, memory as the run goes on.

    python benchmarks/screening/run.py points 100000 --osm area.osm.pbf --folder out [--workers 2] [--kill-at 50]

``points``, ``squares`` (30 x 30 m) or ``blocks`` (see blocks.py). Writes one JSON line on standard output.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

SEED = 7


def main() -> None:
    """Make the plots where they are not there yet, screen them, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("points", "squares", "blocks"))
    parser.add_argument("count", type=int)
    parser.add_argument("--osm", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--profile", default="default")
    parser.add_argument("--workers", type=int)
    parser.add_argument("--kill-at", type=int, help="kill -9 when so many tiles are done, then resume")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    plots = options.folder / f"{options.kind}-{options.count}.gpkg"
    if not plots.exists():
        _make(options, plots)
    name = f"{plots.stem}-{options.profile}-w{options.workers or 0}{'-killed' if options.kill_at else ''}"
    out = options.folder / f"{name}.parquet"
    command = [sys.executable, "-m", "siteplan", "screen", "--plots", str(plots), "--osm", str(options.osm)]
    command += ["--profile", options.profile, "--resume", "--out", str(out)]
    command += ["--workers", str(options.workers)] if options.workers else []
    report = {"name": name, "plots": options.count, "runs": []}
    if options.kill_at:
        report["runs"].append(_watched(command, out, kill_at=options.kill_at))
    report["runs"].append(_watched(command, out, kill_at=None))
    print(json.dumps(report))


def _make(options: argparse.Namespace, path: Path) -> None:
    """Seeded plots: points scattered with 40 m about nodes of the walking network inside the extent of the data."""
    import geopandas
    import numpy as np
    import shapely

    from siteplan.readers.surroundings import read_surroundings

    around, _ = read_surroundings(crs=None, osm=[options.osm])
    assert around is not None and around.walking is not None
    if options.kind == "blocks":
        from blocks import building_blocks  # beside this file

        outlines = building_blocks(around)[: options.count]
    else:
        random = np.random.default_rng(SEED)
        nodes = around.walking.node_xy[around.walking.component == 0]
        nodes = nodes[shapely.covers(around.extent, shapely.points(nodes))]
        xy = nodes[random.integers(len(nodes), size=options.count)] + random.normal(0, 40, (options.count, 2))
        x, y = xy.T
        outlines = shapely.points(xy) if options.kind == "points" else shapely.box(x - 15, y - 15, x + 15, y + 15)
    ids = [f"p{i}" for i in range(len(outlines))]
    geopandas.GeoDataFrame({"id": ids}, geometry=outlines, crs=around.crs).to_file(path, driver="GPKG", layer="plots")


def _watched(command: list[str], out: Path, *, kill_at: int | None) -> dict[str, object]:
    """One run: seconds, CPU seconds of it and its workers, and the memory of all of them as tiles are finished."""
    parts = out.with_name(f"{out.name}.parts")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    samples: list[tuple[int, float]] = []
    done = len(list(parts.glob("part-*.parquet"))) if parts.is_dir() else 0
    killed = False
    while process.poll() is None:
        time.sleep(1.0)
        done = len(list(parts.glob("part-*.parquet"))) if parts.is_dir() else done
        samples.append((done, _memory_mb(process.pid)))
        if kill_at is not None and done >= kill_at:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            killed = True
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    step = max(1, len(samples) // 12)
    return {
        "killed": killed, "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "peak_mb": round(max(mb for _, mb in samples)), "tiles": done,
        "memory_mb_by_tiles": [(tiles, round(mb)) for tiles, mb in samples[::step]],
        "said": (process.stderr.read() if process.stderr else "").strip().splitlines()[-1:],
    }  # fmt: skip


def _memory_mb(pid: int) -> float:
    """Resident memory of a process and all below it [MB]; what they share is counted for each."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS"):
                total += float(line.split()[1]) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(_memory_mb(int(child)) for child in (task / "children").read_text(encoding="ascii").split())
    except (FileNotFoundError, ProcessLookupError):
        return total
    return total


if __name__ == "__main__":
    main()
