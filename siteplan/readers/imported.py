"""What an import has read, on its way to a layout: rooms, openings, walls; then `Layout` by the usual checks."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyproj import CRS
from shapely.geometry import Polygon, mapping
from shapely.geometry.base import BaseGeometry

from siteplan.errors import Issue, Severity
from siteplan.model import BASE_USES, DataSource, Layout, Storey
from siteplan.readers.import_mapping import ImportMapping, matches
from siteplan.readers.layout import parse_layout
from siteplan.readers.room_names import OUTDOOR_USE, UNKNOWN_USE, is_outdoor, use_of
from siteplan.readers.unit_guess import Room, Zone, guess_units

Feature = dict[str, object]
SKYLIGHT = "skylight"
"""The kind of a window in a roof: kept in the file, used by no criterion."""


@dataclass(slots=True, eq=False, kw_only=True)
class RawRoom:
    """A room as the file has it. ``zones``: the groups that the file puts it in."""

    id: str
    number: str | None
    name: str | None
    storey: int
    polygon: Polygon
    floor_level: float | None = None
    ceiling_height: float | None = None
    outdoor: bool = False
    zones: tuple[Zone, ...] = ()
    properties: Mapping[str, object] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str | None, ...]:
        """What a mapping may call it."""
        return (self.id, self.number, self.name)


@dataclass(slots=True, eq=False, kw_only=True)
class Import:
    """A drawing while it is read; ``issues`` is everything that a person should know."""

    file: str
    name: str
    mapping: ImportMapping
    rooms: list[RawRoom] = field(default_factory=list)
    features: list[Feature] = field(default_factory=list)
    storeys: dict[int, Storey] = field(default_factory=dict)
    crs: str | None = None
    north_deg: float = 0.0
    header: dict[str, object] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def say(
        self, code: str, element: str | None = None, *, severity: Severity = "error",
        geometry: BaseGeometry | None = None, **values: str,
    ) -> None:  # fmt: skip
        """Something that a person should know."""
        self.issues.append(
            Issue(code=code, file=self.file, element=element, values=values, severity=severity, geometry=geometry)
        )


def feature(kind: str, id_: str, shape: BaseGeometry, properties: Mapping[str, object]) -> Feature:
    """One feature of a layout file; properties that are None are left out."""
    kept = {key: value for key, value in properties.items() if value is not None}
    return {"type": "Feature", "properties": {"kind": kind, "id": id_, **kept}, "geometry": mapping(shape)}


def crs_member(crs: str) -> dict[str, object]:
    """The ``crs`` member of a layout file."""
    authority, _, code = crs.partition(":")
    name = f"urn:ogc:def:crs:{authority}::{code}" if code.isdigit() else CRS.from_user_input(crs).to_wkt()
    return {"type": "name", "properties": {"name": name}}


def layout_from(read: Import, *, source: DataSource) -> tuple[Layout, tuple[Issue, ...]]:
    """The layout, through the checks that every layout file passes, and all issues: the import's first."""
    features = [*_room_features(read), *read.features]
    header: dict[str, object] = {
        "version": 1, "name": read.name, "north": read.north_deg, **read.header,
        "storeys": [dataclasses.asdict(read.storeys[index]) for index in sorted(read.storeys)],
    }  # fmt: skip
    collection: dict[str, object] = {"type": "FeatureCollection", "siteplan": header, "features": features}
    if read.crs is not None:
        collection["crs"] = crs_member(read.crs)
    layout, found = parse_layout(collection, name=read.file, source=source)
    # Rooms of unknown use and windows in a roof are named once, by the import.
    said = {("layout-unknown-use", UNKNOWN_USE), ("layout-unknown-kind", SKYLIGHT)}
    rest = [i for i in found if (i.code, i.values.get("use", i.values.get("kind"))) not in said]
    issues = (*read.issues, *rest)
    return dataclasses.replace(layout, issues=issues), issues


def unique_ids(wanted: Sequence[str]) -> list[str]:
    """The ids, with ``-2``, ``-3`` ... behind those that occur again."""
    seen: dict[str, int] = defaultdict(int)
    taken, result = set(wanted), []
    for name in wanted:
        seen[name] += 1
        unique = name
        while seen[name] > 1 and unique in taken:
            unique = f"{name}-{seen[name]}"
            if unique in taken:
                seen[name] += 1
        taken.add(unique)
        result.append(unique)
    return result


def _room_features(read: Import) -> list[Feature]:
    """Rooms with their use and unit, by the mapping first, and by what they are called where it says nothing."""
    mapping_ = read.mapping
    rooms = [room for room in read.rooms if not matches(room.names, mapping_.leave_out)]
    for room in read.rooms:
        if room not in rooms:
            read.say("import-room-left-out", room.id, severity="information", geometry=room.polygon)
    outdoor = [r for r in rooms if _mapped(r, mapping_.uses) is None and (r.outdoor or is_outdoor((r.name,)))]
    indoor = [room for room in rooms if room not in outdoor]
    uses = {
        r.id: _mapped(r, mapping_.uses) or use_of((r.name, *(name for name, _ in r.zones))) or UNKNOWN_USE
        for r in indoor
    }
    units = {r.id: _mapped(r, mapping_.units) for r in indoor}
    if not mapping_.units:
        known = [Room(id=r.id, number=r.number, name=r.name, use=uses[r.id], zones=r.zones) for r in indoor]
        guess = guess_units(known)
        units.update(guess.units)
        if guess.units:
            values = {"units": _grouped(guess.units), "count": str(len(set(guess.units.values())))}
            read.say(f"import-units-by-{guess.rule}", "units", severity="information", **values)
        elif indoor:
            read.say("import-no-units", "units", severity="information", rooms=str(len(indoor)))
    _say_uses(read, indoor, uses, units)
    result = []
    for room in indoor:
        use = "hall" if uses[room.id] == "corridor" and units[room.id] is not None else uses[room.id]
        properties = {
            "use": use, "storey": room.storey, "unit": units[room.id], "floor_level": room.floor_level,
            "ceiling_height": room.ceiling_height, "number": room.number, "name": room.name, **room.properties,
        }  # fmt: skip
        result.append(feature("space", room.id, room.polygon, properties))
    for room in outdoor:
        own = {"use": OUTDOOR_USE, "storey": room.storey, "name": room.name, **room.properties}
        result.append(feature("outdoor", room.id, room.polygon, own))
    return result


def _say_uses(read: Import, rooms: Sequence[RawRoom], uses: Mapping[str, str], units: Mapping[str, str | None]) -> None:
    guessed = [room.id for room in rooms if _mapped(room, read.mapping.uses) is None]
    if guessed:
        table = _grouped({id_: uses[id_] for id_ in guessed if uses[id_] != UNKNOWN_USE})
        read.say("import-uses-guessed", "uses", severity="information", uses=table or "–", count=str(len(guessed)))
    unknown = [f"{room.id} ({room.name or '–'})" for room in rooms if uses[room.id] == UNKNOWN_USE]
    if unknown:
        read.say("import-use-unknown", "uses", severity="warning", rooms=_few(unknown), count=str(len(unknown)))
    base = [room.id for room in rooms if units[room.id] is None and uses[room.id] in BASE_USES]
    if base and any(id_ in guessed for id_ in base):
        read.say("import-base-guessed", "uses", severity="information", rooms=_few(base), count=str(len(base)))


def _mapped(room: RawRoom, table: Mapping[str, tuple[str, ...]]) -> str | None:
    return next((name for name, patterns in table.items() if matches(room.names, patterns)), None)


def _grouped(table: Mapping[str, str | None]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for id_, name in table.items():
        groups[name or "–"].append(id_)
    return "; ".join(f"{name}: {_few(ids)}" for name, ids in groups.items())


def _few(ids: Sequence[str], most: int = 12) -> str:
    return ", ".join(ids[:most]) + (f" … (+{len(ids) - most})" if len(ids) > most else "")
