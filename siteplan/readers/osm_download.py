"""Download a place's OpenStreetMap data into a site folder, through OSMnx.

OSMnx keeps its settings in a module, which everybody in a process would share; so it runs in a process of its own
(:mod:`siteplan.readers.osm_download_process`). Its raw answers are kept whole, with ids and tags, as ``area.osm.pbf``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import osmium

from siteplan.errors import InputError, Issue
from siteplan.readers.osm_categories import tag_lookup
from siteplan.readers.osm_elements import Box

AREA_FILE = "area.osm.pbf"
OVERPASS_URL = "https://overpass-api.de/api"
NOMINATIM_URL = "https://nominatim.openstreetmap.org"
OVERPASS_VARIABLE = "SITEPLAN_OVERPASS_URL"
NOMINATIM_VARIABLE = "SITEPLAN_NOMINATIM_URL"

_TYPES = ("node", "way", "relation")
Element = Mapping[str, Any]


def fetch_place(
    place: str,
    *,
    out: Path,
    overpass_url: str | None = None,
    nominatim_url: str | None = None,
    patience_s: float = 1800.0,
) -> Path:
    """Download the bounding box of a place.

    Parameters
    ----------
    place
        As Nominatim knows it: "Melhus, Norway".
    out
        Site folder; made where it does not exist. ``area.osm.pbf`` in it is replaced; a ``site.toml`` is never touched.
    overpass_url, nominatim_url
        Servers; default the environment variables ``SITEPLAN_OVERPASS_URL`` and ``SITEPLAN_NOMINATIM_URL``, else the
        public ones.
    patience_s
        Seconds after which a busy server is given up.

    Returns
    -------
    Path
        The folder, with ``area.osm.pbf`` (its header box is the extent of complete data), ``SOURCES.md`` and, where
        there was none, a ``site.toml`` that names them.

    Raises
    ------
    InputError
        ``fetch-no-network``, ``fetch-place-unknown``, ``fetch-too-large``, ``fetch-server``, ``fetch-incomplete``,
        ``fetch-nothing``, ``fetch-folder``.
    """
    overpass = overpass_url or os.environ.get(OVERPASS_VARIABLE) or OVERPASS_URL
    request = {
        "place": place,
        "overpass_url": overpass,
        "nominatim_url": nominatim_url or os.environ.get(NOMINATIM_VARIABLE) or NOMINATIM_URL,
        "keys": sorted({*tag_lookup(), "highway", "entrance", "building"}),
    }
    with tempfile.TemporaryDirectory() as answers:
        told = _run({**request, "answers": answers}, place=place, patience_s=patience_s)
        west, south, east, north = told["box"]
        elements, date = read_answers(sorted(Path(answers).glob("*.json")), place=place)
    if not elements:
        raise InputError(Issue(code="fetch-nothing", element=place))
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_area(elements, out / AREA_FILE, box=(west, south, east, north), date=date)
        _write_sources(out, place=place, date=date, url=overpass)
        _write_site_file(out, place=place)
    except OSError as error:
        raise InputError(
            Issue(code="fetch-folder", file=str(out), values={"reason": error.strerror or str(error)})
        ) from error
    return out


def _run(request: Mapping[str, object], *, place: str, patience_s: float) -> dict[str, Any]:
    """Run OSMnx in its own process; what it prints last is its answer."""
    command = [sys.executable, "-m", "siteplan.readers.osm_download_process"]
    try:
        done = subprocess.run(
            command, input=json.dumps(request), capture_output=True, text=True, timeout=patience_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            Issue(code="fetch-server", element=place, values={"reason": f"> {patience_s:.0f} s"})
        ) from error
    lines = done.stdout.splitlines()
    if done.returncode != 0 or not lines:
        raise RuntimeError(f"the download process failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(lines[-1])
    if "code" in told:
        raise InputError(Issue(code=told["code"], element=place, values=told["values"]))
    return told


def read_answers(files: Iterable[Path], *, place: str) -> tuple[list[Element], str | None]:
    """Every element of Overpass's answers once, nodes first, and the date of the data.

    Raises
    ------
    InputError
        ``fetch-incomplete`` where the server gave up in the middle; then OSMnx keeps no answer.
    """
    found: dict[tuple[str, int], Element] = {}
    dates: list[str] = []
    for file in files:
        answer = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(answer, dict) or "elements" not in answer:
            continue  # Nominatim's answer lies in the same folder
        dates.append(str(answer.get("osm3s", {}).get("timestamp_osm_base", "")))
        for element in answer["elements"]:
            found[element["type"], element["id"]] = element
    if not dates:
        raise InputError(Issue(code="fetch-incomplete", element=place))
    order = sorted(found, key=lambda key: (_TYPES.index(key[0]), key[1]))
    return [found[key] for key in order], min((date for date in dates if date), default=None)


def write_area(elements: Sequence[Element], path: Path, *, box: Box, date: str | None) -> None:
    """Write elements (nodes first) with their ids and tags; the header carries the box and the date of the data."""
    header = osmium.io.Header()
    west, south, east, north = box
    header.add_box(osmium.osm.Box(west, south, east, north))
    header.set("sorting", "Type_then_ID")
    header.set("generator", "siteplan")
    if date is not None:
        header.set("osmosis_replication_timestamp", date)
    partial = path.with_name("part." + path.name)
    with osmium.SimpleWriter(str(partial), header=header, overwrite=True) as writer:
        for element in elements:
            _write_element(writer, element)
    partial.replace(path)


def _write_element(writer: osmium.SimpleWriter, element: Element) -> None:
    kind, id_, tags = element["type"], element["id"], element.get("tags", {})
    if kind == "node":
        writer.add_node(osmium.osm.mutable.Node(id=id_, location=(element["lon"], element["lat"]), tags=tags))
    elif kind == "way":
        writer.add_way(osmium.osm.mutable.Way(id=id_, nodes=element.get("nodes", []), tags=tags))
    else:
        members = [(member["type"][0], member["ref"], member["role"]) for member in element.get("members", [])]
        writer.add_relation(osmium.osm.mutable.Relation(id=id_, members=members, tags=tags))


def _write_sources(folder: Path, *, place: str, date: str | None, url: str) -> None:
    """Add where the file comes from to SOURCES.md, once."""
    path = folder / "SOURCES.md"
    row = f"| {AREA_FILE} | OpenStreetMap: {place} | {date or ''} | ODbL-1.0 | {url} |"
    before = path.read_text(encoding="utf-8") if path.is_file() else "# Sources\n"
    lines = [line for line in before.splitlines() if not line.startswith(f"| {AREA_FILE} |")]
    heading = ["", "| file | what it is | date | licence | url |", "|---|---|---|---|---|"]
    if heading[1] not in lines:
        lines += heading
    lines.insert(lines.index(heading[1]) + 2, row)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_site_file(folder: Path, *, place: str) -> None:
    path = folder / "site.toml"
    if not path.exists():
        text = f'name = {json.dumps(place, ensure_ascii=False)}\n\n[area]\nosm = ["{AREA_FILE}"]\n'
        path.write_text(text, encoding="utf-8")
