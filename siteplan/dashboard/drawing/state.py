"""What the editor in the browser is told: targets, palette, words. Plain JSON, as ``contract.ts`` reads it."""

from __future__ import annotations

import numpy as np
import shapely

from siteplan.dashboard.drawing.document import Drawing
from siteplan.dashboard.words import Words
from siteplan.editing import LEVELS, PALETTE, Target
from siteplan.editing.modules import BASE_MODULE, UNIT_MODULE
from siteplan.model import Layout
from siteplan.text import catalogue, issue_sentence, say

_SIZES: dict[str, tuple[float, float]] = {
    "unit": (UNIT_MODULE.width, UNIT_MODULE.depth), "base": (BASE_MODULE.width, BASE_MODULE.depth), "door": (1.0, 0.0),
    "window": (1.2, 0.0), "fence": (6.0, 0.0), "hedge": (5.0, 0.6),
}  # fmt: skip
"""Width and depth of what is put down [m]; the rest are points."""


def editor_state(drawing: Drawing, words: Words) -> dict[str, object]:
    """``EditorState`` of ``contract.ts``."""
    language = words.language
    refused = None
    if drawing.refused is not None:
        sentences = " ".join(issue_sentence(issue, language) for issue in drawing.refused[1])
        refused = {"seq": drawing.refused[0], "said": sentences}
    x, y = origin_of(drawing.layout)
    return {
        "token": drawing.token,
        "applied": drawing.applied,
        "storey": drawing.storey,
        "hold": None if drawing.hold is None else {"seq": drawing.hold[0], "target": drawing.hold[1]},
        "refused": refused,
        "saved": say("editor", "saved", language, {"name": drawing.saved.id}),
        "level": drawing.level,
        "levels": [{"id": level, "label": say("editor", f"level.{level}", language)} for level in LEVELS],
        "palette": [_item(item, words) for item in PALETTE],
        "origin": [x, y],
        "rotation": _rotation(drawing.layout),
        "undo": bool(drawing.history.past),
        "redo": bool(drawing.history.future),
        "targets": [_target(target, drawing.layout, words) for target in drawing.targets()],
        "words": {key[5:]: said[language] for key, said in catalogue("editor").items() if key.startswith("form.")},
    }


def origin_of(layout: Layout) -> tuple[float, float]:
    """From where places are counted in the form [m]: the south-western corner of the plot's box, or of the rooms'."""
    shapes = [layout.plot_boundary] if layout.plot_boundary is not None else [s.boundary for s in layout.spaces]
    if not shapes:
        return 0.0, 0.0
    west, south, _, _ = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return round(west, 2), round(south, 2)


def target_label(target: Target, layout: Layout, words: Words) -> str:
    """What a thing is called in the list: its kind with the name that the file gives it, or what it holds."""
    language = words.language
    kind = say("editor", f"kind.{target.kind}", language)
    if target.kind in ("whole", "base"):
        return kind
    if target.kind == "space":
        return f"{words.named('use', target.name)} ({target.id.removeprefix('element:')})"
    if target.kind == "building":
        units = dict.fromkeys(s.unit for s in layout.spaces if s.unit is not None and s.id in target.members)
        return f"{kind} {', '.join(units) or target.name}"
    return f"{kind} {target.name}"


def _item(item: str, words: Words) -> dict[str, object]:
    width, depth = _SIZES.get(item, (0.0, 0.0))
    return {"item": item, "label": say("editor", f"item.{item}", words.language), "width": width, "depth": depth}


def _target(target: Target, layout: Layout, words: Words) -> dict[str, object]:
    return {
        "id": target.id,
        "kind": target.kind,
        "label": target_label(target, layout, words),
        "members": [*target.members, *_derived(target, layout)],
        "centre": list(target.centre),
        "angle": target.angle_deg,
        "vertices": [list(corner) for corner in target.vertices],
        "closed": target.closed,
    }


def _derived(target: Target, layout: Layout) -> list[str]:
    """What the plan derives from the members: a room's walls, the outline of a unit that is wholly held."""
    members = set(target.members)
    rooms = [space for space in layout.spaces if space.id in members]
    units = dict.fromkeys(space.unit for space in rooms if space.unit is not None)
    whole = [u for u in units if all(space.id in members for space in layout.unit_spaces(u))] if rooms else []
    return [*(f"{space.id}#w" for space in rooms), *(f"{unit}#u" for unit in whole)]


def _rotation(layout: Layout) -> float:
    """The direction of the plot's first side, in which new things are put down [deg]."""
    if layout.plot_boundary is None:
        return 0.0
    corners = shapely.get_coordinates(shapely.oriented_envelope(layout.plot_boundary))
    run = corners[1] - corners[0]
    angle = float(np.degrees(np.arctan2(run[1], run[0]))) % 90.0
    return round(angle if angle <= 45.0 else angle - 90.0, 4)
