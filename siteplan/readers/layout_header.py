"""The header of a layout file: the foreign member ``siteplan`` of its FeatureCollection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from siteplan.errors import InputError, Issue
from siteplan.model import STAGES, Placement, ProgrammeValue, Stage, Storey
from siteplan.readers.programme import check_programme

VERSION = 1
"""The newest layout file that this version of siteplan can read; there has been no older one."""
STOREY_HEIGHT_M, STOREY_STEP_M = 2.7, 3.0
"""A storey that is used but not declared is taken to be this high and this far above the next, and that is said."""
_KEYS = frozenset({"version", "id", "name", "stage", "north", "storeys", "placement", "programme"})


@dataclass(slots=True, eq=False, kw_only=True)
class Header:
    """What the header says; ``rest`` are keys that are not known, kept and written back."""

    id: str | None = None
    name: str | None = None
    stage: Stage = "sketch"
    north_deg: float = 0.0
    storeys: dict[int, Storey] = field(default_factory=dict)
    placement: Placement | None = None
    programme: dict[str, ProgrammeValue] = field(default_factory=dict)
    rest: dict[str, object] = field(default_factory=dict)


def read_header(table: object, *, file: str, issues: list[Issue]) -> Header:
    """The header; what cannot be used is left out and named in ``issues``.

    Raises
    ------
    InputError
        "layout-version-newer", "layout-version-wrong": nothing else of the file can be trusted.
    """
    if table is None:
        issues.append(Issue(code="layout-no-header", file=file, element="siteplan", severity="warning"))
        return Header()
    if not isinstance(table, Mapping):
        values = {"version": "-", "known": str(VERSION)}
        raise InputError(Issue(code="layout-version-wrong", file=file, element="siteplan", values=values))
    _check_version(table.get("version"), file=file, issues=issues)
    header = Header(rest={key: value for key, value in table.items() if key not in _KEYS})
    header.id, header.name = _text(table, "id", file, issues), _text(table, "name", file, issues)
    stage = table.get("stage")
    if stage in STAGES:
        header.stage = STAGES[STAGES.index(stage)]
    elif stage is not None:
        _wrong(issues, file, "siteplan.stage", stage, ", ".join(STAGES))
    header.north_deg = _number(table, "north", "siteplan.north", file, issues) or 0.0
    header.storeys = _storeys(table.get("storeys"), file, issues)
    header.placement = _placement(table.get("placement"), file, issues)
    header.programme = _programme(table.get("programme"), file, issues)
    return header


def _check_version(version: object, *, file: str, issues: list[Issue]) -> None:
    if version is None:
        values = {"version": str(VERSION)}
        where = "siteplan.version"
        issues.append(Issue(code="layout-version-missing", file=file, element=where, values=values, severity="warning"))
        return
    whole = isinstance(version, int) and not isinstance(version, bool)
    if not whole or version < 1:  # type: ignore[operator]
        values = {"version": str(version), "known": str(VERSION)}
        raise InputError(Issue(code="layout-version-wrong", file=file, element="siteplan.version", values=values))
    if version > VERSION:  # type: ignore[operator]
        values = {"version": str(version), "known": str(VERSION)}
        raise InputError(Issue(code="layout-version-newer", file=file, element="siteplan.version", values=values))


def _storeys(value: object, file: str, issues: list[Issue]) -> dict[int, Storey]:
    storeys: dict[int, Storey] = {}
    if value is None:
        return storeys
    for k, entry in enumerate(value if isinstance(value, list) else [value]):
        where = f"siteplan.storeys[{k}]"
        if not isinstance(entry, Mapping):
            _wrong(issues, file, where, entry, '{"index": 0, "elevation": 0.0, "height": 2.7}')
            continue
        index = entry.get("index")
        if isinstance(index, bool) or not isinstance(index, int):
            _wrong(issues, file, f"{where}.index", index, "0, 1, -1 ...")
            continue
        if index in storeys:
            issues.append(Issue(code="layout-storey-twice", file=file, element=where, values={"index": str(index)}))
            continue
        elevation = _number(entry, "elevation", f"{where}.elevation", file, issues)
        height = _number(entry, "height", f"{where}.height", file, issues)
        if height is not None and height <= 0:
            _wrong(issues, file, f"{where}.height", height, "2.7 (> 0)")
            height = None
        if elevation is None or height is None:
            # The storey is taken as if it were not declared; that is said where it is used.
            continue
        storeys[index] = Storey(index=index, elevation=elevation, height=height)
    return storeys


def _placement(value: object, file: str, issues: list[Issue]) -> Placement | None:
    if value is None:
        return None
    wanted = '{"plot": "p3", "x": 569500.0, "y": 7034800.0, "rotation_deg": 0.0}'
    if not isinstance(value, Mapping):
        _wrong(issues, file, "siteplan.placement", value, wanted)
        return None
    x = _number(value, "x", "siteplan.placement.x", file, issues)
    y = _number(value, "y", "siteplan.placement.y", file, issues)
    turn = _number(value, "rotation_deg", "siteplan.placement.rotation_deg", file, issues)
    plot = value.get("plot")
    if x is None or y is None:
        _wrong(issues, file, "siteplan.placement", dict(value), wanted)
        return None
    return Placement(plot=None if plot is None else str(plot), x=x, y=y, rotation_deg=turn or 0.0)


def _programme(value: object, file: str, issues: list[Issue]) -> dict[str, ProgrammeValue]:
    programme: dict[str, ProgrammeValue] = {}
    if value is None:
        return programme
    if not isinstance(value, Mapping):
        _wrong(issues, file, "siteplan.programme", value, '{"staffed_base": true}')
        return programme
    for key, declared in value.items():
        if declared is None:
            continue
        try:
            programme.update(check_programme({str(key): declared}, file=file, prefix="siteplan.programme."))
        except InputError as error:
            issues.extend(error.issues)
    return programme


def _text(table: Mapping[str, object], key: str, file: str, issues: list[Issue]) -> str | None:
    value = table.get(key)
    if value is None or isinstance(value, str):
        return value
    _wrong(issues, file, f"siteplan.{key}", value, '"..."')
    return None


def _number(table: Mapping[str, object], key: str, where: str, file: str, issues: list[Issue]) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        _wrong(issues, file, where, value, "1.5")
        return None
    return float(value)


def _wrong(issues: list[Issue], file: str, where: str, value: object, wanted: str) -> None:
    values = {"value": str(value)[:60], "wanted": wanted}
    issues.append(Issue(code="layout-wrong-header", file=file, element=where, values=values))


def with_used_storeys(
    declared: Mapping[int, Storey], used: set[int], *, file: str, issues: list[Issue]
) -> tuple[Storey, ...]:
    """The declared storeys, and one for each that is used but not declared, with a warning that names its heights."""
    storeys = dict(declared)
    for index in sorted(used - set(declared), key=abs):
        below, above = storeys.get(index - 1), storeys.get(index + 1)
        if below is not None:
            elevation = below.elevation + max(STOREY_STEP_M, below.height)
        elif above is not None:
            elevation = above.elevation - STOREY_STEP_M
        else:
            elevation = index * STOREY_STEP_M
        storeys[index] = Storey(index=index, elevation=elevation, height=STOREY_HEIGHT_M)
        values = {"index": str(index), "elevation": f"{elevation:g}", "height": f"{STOREY_HEIGHT_M:g}"}
        where = "siteplan.storeys"
        issues.append(
            Issue(code="layout-storey-undeclared", file=file, element=where, values=values, severity="warning")
        )
    return tuple(storeys[index] for index in sorted(storeys))
