"""IFC models (IFC2x3, IFC4, IFC4x3) -> `Layout`, with everything that a person should know about it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import ifcopenshell
import ifcopenshell.util.unit as units

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.ifc_broken import tolerating
from siteplan.readers.ifc_openings import read_openings, read_stairs, read_walls
from siteplan.readers.ifc_place import settle_place
from siteplan.readers.ifc_shapes import Frame
from siteplan.readers.ifc_siteplan import read_own
from siteplan.readers.ifc_spaces import read_spaces, read_storeys
from siteplan.readers.import_mapping import ImportMapping
from siteplan.readers.imported import Import, layout_from

SCHEMAS = ("IFC2X3", "IFC4", "IFC4X3_ADD2", "IFC4X3")
MOST_BYTES = 150_000_000
MOST_ELEMENTS = 3_000_000
"""A whole hospital has about a million."""
_HEAD = 65_536
_SCHEMA = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'", re.IGNORECASE)


def read_ifc(path: Path, *, mapping: ImportMapping | None = None) -> tuple[Layout, tuple[Issue, ...]]:
    """Read a building model.

    Rooms, doors, windows, walls, stairs and storeys come from the model; which rooms make up a dwelling and which the
    base comes from ``mapping``, and is otherwise guessed, which an issue of severity "information" says.
    A model that siteplan has written comes back as it was.

    Parameters
    ----------
    path
        STEP file; IFC2x3, IFC4 or IFC4x3.
    mapping
        What the user says about it.

    Returns
    -------
    The layout (its ``issues`` are the same), and everything that a person should know.

    Raises
    ------
    InputError
        "file-unreadable", "empty-file", "import-too-large", "import-too-many", "ifc-not-step", "ifc-schema",
        "ifc-broken", "ifc-no-unit", "ifc-no-spaces".
    """
    model, source = _open(path)
    own = read_own(model, file=path.name, source=source)
    if own is not None:
        return own
    settings = mapping or ImportMapping()
    frame = Frame(_scale(model, path.name))
    read = Import(file=path.name, name=_name(model, path), mapping=settings)
    storeys: dict[int, int] = {}
    with tolerating(read, "IfcBuildingStorey"):
        storeys = read_storeys(model, read, frame)
    if not model.by_type("IfcSpace"):
        walls, doors = len(model.by_type("IfcWall")), len(model.by_type("IfcDoor"))
        values = {"walls": str(walls), "doors": str(doors), "storeys": str(len(storeys))}
        raise InputError(Issue(code="ifc-no-spaces", file=path.name, element="IfcSpace", values=values))
    if not storeys:
        read.say("ifc-no-storeys", "IfcBuildingStorey", severity="warning")
    rooms = read_spaces(model, read, frame, storeys)
    if not rooms:
        raise InputError([issue for issue in read.issues if issue.severity == "error"])
    read_openings(model, read, frame, storeys, rooms)
    read_walls(model, read, frame)
    read_stairs(model, read)
    with tolerating(read, "IfcMapConversion"):
        settle_place(model, read)
    return layout_from(read, source=source)


def _open(path: Path) -> tuple[ifcopenshell.file, DataSource]:
    """The model. Everything that can be told from the first bytes is told before the kernel sees the file."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="file-unreadable", file=path.name, values=values)) from error
    if not head.strip():
        raise InputError(Issue(code="empty-file", file=path.name))
    if not head.lstrip().startswith(b"ISO-10303-21"):
        raise InputError(Issue(code="ifc-not-step", file=path.name, values={"known": ", ".join(SCHEMAS)}))
    if size > MOST_BYTES:
        values = {"size": f"{size / 1e6:.0f}", "most": f"{MOST_BYTES / 1e6:.0f}"}
        raise InputError(Issue(code="import-too-large", file=path.name, values=values))
    found = _SCHEMA.search(head)
    schema = found.group(1).decode("ascii", "replace").strip() if found else "–"
    if schema.upper() not in SCHEMAS:
        raise InputError(_unknown_schema(path.name, schema))
    data = path.read_bytes()
    elements = data.count(b"\n#")
    if elements > MOST_ELEMENTS:
        values = {"count": str(elements), "most": str(MOST_ELEMENTS)}
        raise InputError(Issue(code="import-too-many", file=path.name, values=values))
    if b"END-ISO-10303-21" not in data[-4096:]:
        values = {"detail": "no END-ISO-10303-21"}
        raise InputError(Issue(code="ifc-broken", file=path.name, values=values))
    source = DataSource(name=path.name, sha256=hashlib.sha256(data).hexdigest())
    try:
        opened = ifcopenshell.open(str(path))
    except (OSError, RuntimeError, ifcopenshell.Error) as error:
        detail = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(Issue(code="ifc-broken", file=path.name, values={"detail": detail})) from error
    if not isinstance(opened, ifcopenshell.file):
        raise InputError(_unknown_schema(path.name, schema))
    return opened, source


def _unknown_schema(name: str, schema: str) -> Issue:
    values = {"schema": schema, "known": "IFC2X3, IFC4, IFC4X3"}
    return Issue(code="ifc-schema", file=name, element="FILE_SCHEMA", values=values)


def _scale(model: ifcopenshell.file, name: str) -> float:
    try:
        return float(units.calculate_unit_scale(model))
    except (AttributeError, IndexError, TypeError, RuntimeError) as error:
        raise InputError(Issue(code="ifc-no-unit", file=name, element="IfcUnitAssignment")) from error


def _name(model: ifcopenshell.file, path: Path) -> str:
    for kind in ("IfcBuilding", "IfcProject"):
        for each in model.by_type(kind):
            if each.LongName or each.Name:
                return str(each.LongName or each.Name)
    return path.stem
