"""In what unit a drawing is: what its header says, confirmed by its size and its doors; never guessed silently."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from ezdxf.document import Drawing

from siteplan.errors import InputError, Issue
from siteplan.readers.dxf_entities import Drawn
from siteplan.readers.imported import Import

UNITS_M: Mapping[str, float] = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048, "dm": 0.1, "yd": 0.9144}
"""Metres in each unit that a drawing may be in."""
_INSUNITS: Mapping[int, str] = {1: "in", 2: "ft", 4: "mm", 5: "cm", 6: "m", 10: "yd", 14: "dm", 21: "ft"}
_USUAL = ("m", "mm", "cm", "in", "ft")
_BUILDING_M = (3.0, 500.0)
_DOOR_M = (0.55, 1.35)
_FEW = 2


def settle_units(drawing: Drawing, drawn: Drawn, read: Import, *, stated: str | None) -> float:
    """Metres in the drawing's unit.

    Raises
    ------
    InputError
        "dxf-units-disagree" where the header's unit makes no building of it and another one does; "dxf-units-unknown"
        where there is no header and more than one unit fits, or none; "dxf-units-stated" where the unit given on the
        command line makes no building of it.
    """
    code = int(drawing.header.get("$INSUNITS", 0))
    header = _INSUNITS.get(code)
    wide, deep, doors = _size(drawn)
    fitting = [name for name in _USUAL if _fits(name, wide, deep, doors)]
    if stated is not None:
        if not _fits(stated, wide, deep, None):
            values = {"unit": stated, **_reading(stated, wide, deep), "other": _readings(fitting, wide, deep)}
            raise InputError(Issue(code="dxf-units-stated", file=read.file, element="--units", values=values))
        if header is not None and header != stated:
            read.say("dxf-units-overruled", "$INSUNITS", severity="information", header=header, unit=stated)
        return UNITS_M[stated]
    if header is not None and _fits(header, wide, deep, doors):
        return UNITS_M[header]
    if header is not None:
        values = {"unit": header, **_reading(header, wide, deep), "other": _readings(fitting, wide, deep)}
        raise InputError(Issue(code="dxf-units-disagree", file=read.file, element="$INSUNITS", values=values))
    if len(fitting) == 1:
        values = {"unit": fitting[0], **_reading(fitting[0], wide, deep)}
        read.say("dxf-units-from-size", "$INSUNITS", severity="warning", **values)
        return UNITS_M[fitting[0]]
    values = {"found": f"{wide:.1f} × {deep:.1f}", "other": _readings(fitting or list(_USUAL), wide, deep)}
    raise InputError(Issue(code="dxf-units-unknown", file=read.file, element="$INSUNITS", values=values))


def _size(drawn: Drawn) -> tuple[float, float, float | None]:
    """Width and depth of the plan, and the middle radius of the doors' swings, in the drawing's own unit."""
    plan = [piece for piece in drawn.pieces if piece.kind in ("wall", "space")] or drawn.pieces
    bounds = np.array([piece.line.bounds for piece in plan])
    wide, deep = bounds[:, 2].max() - bounds[:, 0].min(), bounds[:, 3].max() - bounds[:, 1].min()
    swings = [s.radius for s in drawn.swings if s.kind in ("door", "opening")]
    swings += [s.radius for symbol in drawn.symbols if symbol.kind == "door" for s in symbol.swings]
    return float(wide), float(deep), float(np.median(swings)) if len(swings) >= _FEW else None


def _fits(unit: str, wide: float, deep: float, door: float | None) -> bool:
    by = UNITS_M[unit]
    building = _BUILDING_M[0] <= max(wide, deep) * by <= _BUILDING_M[1]
    return building and (door is None or _DOOR_M[0] <= door * by <= _DOOR_M[1])


def _reading(unit: str, wide: float, deep: float) -> dict[str, str]:
    by = UNITS_M[unit]
    return {"wide": _plain(wide * by), "deep": _plain(deep * by)}


def _readings(units: list[str], wide: float, deep: float) -> str:
    texts = []
    for unit in units:
        size = _reading(unit, wide, deep)
        texts.append(f"{unit}: {size['wide']} × {size['deep']} m")
    return "; ".join(texts) or "–"


def _plain(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{value:.3f}"
