"""The redraw test: do results rest on the design, or on the last centimetres of the pen?

Every sample layout is drawn again many times with small errors (`siteplan.context.redraw`) and judged again by every
scored criterion that reads the drawing. Counted is how often a criterion keeps its outcome.

Run ``python benchmarks/redraw/run.py [--seeds 200] [--reference-seeds 200] [--jobs 2] [--work FOLDER]``. Drawings that
a former run judged are not judged again (``--fresh`` starts over: needed after a measure has changed). At the end it
writes ``outcomes.json`` beside this file, ``docs/redraw.md``, and ``criteria/redraw.toml``, from which the product
takes its mark "sensitive to the drawing". ``--write`` only writes the latter two again from ``outcomes.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.redraw.tables import WALLS_M, summarised, write_documents  # noqa: E402
from siteplan.content import content_folder, load_content  # noqa: E402
from siteplan.context import LayoutContext  # noqa: E402
from siteplan.context.redraw import Errors, Redrawing  # noqa: E402
from siteplan.evaluation import Settings, evaluate  # noqa: E402
from siteplan.model import Layout  # noqa: E402
from siteplan.readers.layout import read_layout  # noqa: E402

SAMPLES = content_folder() / "sample_sites"
FOLDERS = {"sketch": SAMPLES / "kveldsvag" / "layouts", "reference": SAMPLES / "reference_projects"}
CHUNK = 5
"""Drawings that are judged in one go."""

Task = tuple[str, float, tuple[int, ...]]


def layouts() -> dict[str, Path]:
    """Every sample layout by its id: the sketches first."""
    return {path.stem: path for folder in FOLDERS.values() for path in sorted(folder.glob("*.geojson"))}


def outcomes(layout: Layout) -> dict[str, str]:
    """Outcome of every scored criterion that reads the drawing, whatever stage it is first asked at."""
    content = load_content()
    profile = content.profiles["default"]
    # Information has no outcome that could change, and what is declared does not come from the drawing.
    asked = [(s, e) for s, e in content.criteria(("layout",), profile) if s.importance == "scored" and e is not None]
    settings = Settings(profile=profile)
    card = evaluate(LayoutContext(layout), asked, settings=settings, candidate=("a", "a"), stage="detailed")
    return {result.spec.id: result.outcome.value for result in card.results}


@cache
def _redrawing(name: str) -> tuple[Layout, Redrawing]:
    layout, _ = read_layout(layouts()[name])
    # The drawing alone, as `siteplan evaluate` takes it: no site stands around it.
    layout = replace(layout, placement=None)
    return layout, Redrawing(layout)


def judged(task: Task) -> list[dict[str, object]]:
    """A few drawings of one layout; seed -1 is the layout as it was drawn."""
    name, wall_m, seeds = task
    layout, redrawing = _redrawing(name)
    rows: list[dict[str, object]] = []
    for seed in seeds:
        drawn = layout if seed < 0 else redrawing.drawn(seed, Errors(wall_m=wall_m))
        rows.append({"layout": name, "wall_m": wall_m, "seed": seed, "outcomes": outcomes(drawn)})
    return rows


def _tasks(seeds: Mapping[str, int], done: set[tuple[str, float, int]]) -> Iterator[Task]:
    """What is still to be judged, a few seeds of every layout at a time, so that a run cut short is even."""
    for name in seeds:
        if (name, 0.0, -1) not in done:
            yield name, 0.0, (-1,)
    for start in range(0, max(seeds.values()), CHUNK):
        for name, count in seeds.items():
            for wall_m in WALLS_M:
                todo = tuple(s for s in range(start, min(start + CHUNK, count)) if (name, wall_m, s) not in done)
                if todo:
                    yield name, wall_m, todo


def _read(log: Path, fingerprint: str) -> list[dict[str, object]]:
    """The rows of former runs with these criteria."""
    if not log.is_file():
        return []
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    return [row for row in rows if row["criteria"] == fingerprint]


def counted(rows: list[dict[str, object]], seeds: Mapping[str, int]) -> dict[str, object]:
    """Rows as counts: layout -> criterion -> outcome as drawn, and how often each outcome came at each error."""
    drawn: dict[str, dict[str, str]] = {}
    counts: dict[str, dict[str, dict[str, Counter[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(Counter))
    )
    for row in rows:
        name, found = str(row["layout"]), row["outcomes"]
        if name not in seeds or not isinstance(found, dict):
            continue
        if row["seed"] == -1:
            drawn[name] = found
        elif int(str(row["seed"])) < seeds[name]:
            for criterion, outcome in found.items():
                counts[name][criterion][str(row["wall_m"])][outcome] += 1
    return {
        name: {
            criterion: {"drawn": outcome, **{level: dict(c) for level, c in sorted(counts[name][criterion].items())}}
            for criterion, outcome in drawn[name].items()
        }
        for name in seeds
        if name in drawn
    }


def main() -> None:
    """Judge what has not been judged, and write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200, help="drawings of each sketch at each error")
    parser.add_argument("--reference-seeds", type=int, default=None, help="... of each reference project")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "redraw", help="folder of the log of drawings")
    parser.add_argument("--only", nargs="*", default=None, help="these layouts alone (nothing is written)")
    parser.add_argument("--fresh", action="store_true", help="forget what former runs judged")
    parser.add_argument("--write", action="store_true", help="only write the tables again from outcomes.json")
    chosen = parser.parse_args()
    if chosen.write:
        return write_documents(json.loads((FOLDER / "outcomes.json").read_text(encoding="utf-8")))
    chosen.work.mkdir(parents=True, exist_ok=True)
    log = chosen.work / "drawings.jsonl"
    if chosen.fresh:
        log.unlink(missing_ok=True)
    few = chosen.seeds if chosen.reference_seeds is None else chosen.reference_seeds
    sketches = {path.stem for path in FOLDERS["sketch"].glob("*.geojson")}
    seeds = {name: chosen.seeds if name in sketches else few for name in chosen.only or layouts()}
    fingerprint = _asked()
    rows = _read(log, fingerprint)
    done = {(str(row["layout"]), float(str(row["wall_m"])), int(str(row["seed"]))) for row in rows}
    tasks, begin = list(_tasks(seeds, done)), time.perf_counter()
    with log.open("a", encoding="utf-8") as out, ProcessPoolExecutor(max_workers=chosen.jobs) as pool:
        for k, future in enumerate(as_completed([pool.submit(judged, task) for task in tasks]), start=1):
            for row in future.result():
                row["criteria"] = fingerprint
                rows.append(row)
                out.write(json.dumps(row) + "\n")
            out.flush()
            if k % 20 == 0 or k == len(tasks):
                print(f"{k}/{len(tasks)} after {time.perf_counter() - begin:.0f} s", file=sys.stderr, flush=True)
    record = {"seeds": seeds, "layouts": counted(rows, seeds)}
    if chosen.only:
        for name, one in summarised(record).items():
            print(f"{name:40s} {one.kept[0]:6.3f} {one.kept[1]:6.3f}  of {len(one.layouts)} layouts")
        return None
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (FOLDER / "outcomes.json").write_text(text, encoding="utf-8")
    return write_documents(json.loads(text))


def _asked() -> str:
    """What tells runs apart: the criteria's files without the table that this very run writes."""
    import hashlib

    digest = hashlib.sha256()
    for path in sorted((content_folder() / "criteria" / "layout").glob("*")):
        if path.suffix in (".toml", ".py"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
