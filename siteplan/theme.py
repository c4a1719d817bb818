"""Colours, marks and line styles, defined once for map, plan, tables and cards.

Nothing is told by colour alone: outcomes differ by shape and word, score classes by lightness and hatch, roles of
evidence by dash, line end, marker and hatch. Colours keep apart for the common kinds of colour blindness (after Okabe
and Ito [1]_) and in grey print, and have a contrast of at least 3:1 on their sheet (WCAG 2.2, 1.4.11).

References
----------
.. [1] Okabe, M. and Ito, K. (2008), Color Universal Design: how to make figures and presentations that are friendly
   to colorblind people, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Literal

from siteplan.criterion import Outcome

Pattern = Literal["none", "plain", "hatch", "crosshatch", "dots"]
Marker = Literal["none", "circle", "ring", "square", "diamond", "triangle", "cross", "pin", "door", "gate", "eye"]
Swatch = Literal["line", "area", "point"]
LineEnd = Literal["none", "arrow", "cross", "dot", "ticks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemedColor:
    """A colour on the light and on the dark sheet, ``#rrggbb``."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMark:
    """The mark of an outcome.

    Parameters
    ----------
    color
        Its colour on either sheet.
    glyph
        One character for tables and plain text.
    body, detail
        SVG paths in a box of 24 x 24: the shape, filled (even-odd), and the lines cut into it.
    """

    color: ThemedColor
    glyph: str
    body: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreClass:
    """A class of scores: from ``low`` (included) up to the next class; None for the classes without a score."""

    key: str
    low: float | None
    color: ThemedColor
    pattern: Pattern = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleStyle:
    """How evidence of one role is drawn. Lengths in pixels.

    Parameters
    ----------
    width, dash, casing, end
        For lines: width, dash pattern (empty = solid), pale casing beneath, and what stands at the last point.
    pattern
        For areas: hatch, besides an outline in the line's style.
    marker
        For points.
    marker_on_lines
        Put the marker on the middle of lines too: doors are short.
    swatch
        Which of the three stands in the legend.
    """

    color: ThemedColor
    swatch: Swatch
    width: float = 2.2
    dash: tuple[float, ...] = ()
    casing: bool = True
    end: LineEnd = "none"
    pattern: Pattern = "plain"
    marker: Marker = "circle"
    marker_on_lines: bool = False


def _color(light: str, dark: str) -> ThemedColor:
    return ThemedColor(light=light, dark=dark)


_BLUE = _color("#0b5fa5", "#6db6f2")
_TEAL = _color("#00705f", "#4fc3ad")
_AMBER = _color("#9a6400", "#f0b54a")
_RED = _color("#b8330f", "#ff8a66")
_VIOLET = _color("#6a3d8f", "#c3a0e6")
_SLATE = _color("#565d66", "#b3bac2")
_PALE = _color("#7c838b", "#8b929a")
_INK = _color("#22262b", "#eceff2")

_DISC = "M12 2.5a9.5 9.5 0 1 0 .01 0Z"

OUTCOME_MARKS: Mapping[Outcome, OutcomeMark] = MappingProxyType(
    {
        Outcome.MET: OutcomeMark(color=_BLUE, glyph="✓", body=_DISC, detail="M7.5 12.5L10.8 15.8L16.6 8.8"),
        Outcome.PARTLY_MET: OutcomeMark(
            color=_AMBER, glyph="◐", body="M12 1.5L22.5 12L12 22.5L1.5 12Z M12 6.2V17.8L17.8 12Z"
        ),
        Outcome.NOT_MET: OutcomeMark(
            color=_RED, glyph="✕", body="M3 3H21V21H3Z", detail="M8 8L16 16 M16 8L8 16"
        ),
        Outcome.NOTED: OutcomeMark(
            color=_VIOLET, glyph="i", body="M5.5 2.5H18.5A3 3 0 0 1 21.5 5.5V18.5A3 3 0 0 1 18.5 21.5H5.5A3 3 0 0 1 "
            "2.5 18.5V5.5A3 3 0 0 1 5.5 2.5Z", detail="M12 7V7.2 M12 11.2V17.2"
        ),
        Outcome.UNDETERMINED: OutcomeMark(
            color=_SLATE, glyph="?", body="M12 1.8L21 7V17L12 22.2L3 17V7Z",
            detail="M9 9.2C9 7.4 10.3 6.5 12 6.5C13.7 6.5 15 7.6 15 9.2C15 11.3 12 11.6 12 14 M12 17.6V17.7",
        ),
        Outcome.NOT_APPLICABLE: OutcomeMark(color=_PALE, glyph="–", body="M4 9.8H20V14.2H4Z"),
        Outcome.LATER: OutcomeMark(
            color=_SLATE, glyph="→", body="M3 5L10 12L3 19Z M12 5L19 12L12 19Z"
        ),
    }
)  # fmt: skip

SCORE_CLASSES: tuple[ScoreClass, ...] = (
    ScoreClass(key="s0", low=0.0, color=_color("#f6e3a8", "#5a4a1e")),
    ScoreClass(key="s1", low=0.3, color=_color("#a9cfa4", "#4f6b4a")),
    ScoreClass(key="s2", low=0.5, color=_color("#6fb4b8", "#4f8f95")),
    ScoreClass(key="s3", low=0.7, color=_color("#2f7fb0", "#6fb6dc")),
    ScoreClass(key="s4", low=0.85, color=_color("#173a73", "#c2e3ff")),
    ScoreClass(key="excluded", low=None, color=_color("#6b6f75", "#a4a9b0"), pattern="crosshatch"),
    ScoreClass(key="unknown", low=None, color=_color("#6b6f75", "#a4a9b0"), pattern="hatch"),
)
"""Five steps of falling lightness (rising on the dark sheet); the cuts 0.3 and 0.7 are those of the outcomes."""

HEAT_CLASSES: tuple[ScoreClass, ...] = (
    ScoreClass(key="h0", low=None, color=_color("#fdeea4", "#1d2f5c")),
    ScoreClass(key="h1", low=None, color=_color("#cfe095", "#28457c")),
    ScoreClass(key="h2", low=None, color=_color("#9acd9a", "#30609a")),
    ScoreClass(key="h3", low=None, color=_color("#62b3aa", "#3a80ad")),
    ScoreClass(key="h4", low=None, color=_color("#3f94b4", "#52a3b4")),
    ScoreClass(key="h5", low=None, color=_color("#3573aa", "#83c7b6")),
    ScoreClass(key="h6", low=None, color=_color("#2e5191", "#cde9bd")),
)
"""From the least to the most: yellow to blue, told apart with every common kind of colour blindness and in grey."""

ROLE_STYLES: Mapping[str, RoleStyle] = MappingProxyType(
    {
        # ways and places
        "route": RoleStyle(color=_BLUE, swatch="line", width=4.0, end="arrow"),
        "drive_route": RoleStyle(color=_BLUE, swatch="line", width=4.0, dash=(12, 4), end="arrow"),
        "walk": RoleStyle(color=_BLUE, swatch="line", width=2.4, dash=(2, 3), end="arrow"),
        "nearest": RoleStyle(color=_BLUE, swatch="point", marker="pin"),
        "missing_link": RoleStyle(color=_VIOLET, swatch="line", width=4.0, dash=(3, 3), end="arrow"),
        "destination": RoleStyle(color=_BLUE, swatch="area", width=1.8, dash=(5, 3), marker="ring"),
        "shortcut": RoleStyle(color=_AMBER, swatch="line", width=3.0, dash=(5, 4), end="arrow"),
        "measured_at": RoleStyle(color=_INK, swatch="point", marker="circle"),
        "planned_use": RoleStyle(color=_VIOLET, swatch="area", dash=(6, 2), pattern="hatch", marker="square"),
        "access": RoleStyle(color=_INK, swatch="point", width=4.0, pattern="none", marker="gate"),
        "housing": RoleStyle(color=_VIOLET, swatch="area", width=1.4, dash=(4, 2), pattern="dots", marker="square"),
        "risk": RoleStyle(
            color=_AMBER, swatch="point", width=2.6, dash=(9, 3), pattern="crosshatch", marker="triangle"
        ),
        "hazard": RoleStyle(color=_AMBER, swatch="area", width=1.8, dash=(3, 2), pattern="hatch", marker="triangle"),
        "buildable": RoleStyle(color=_TEAL, swatch="area", width=2.0, dash=(12, 3), pattern="hatch", marker="square"),
        "search_area": RoleStyle(color=_SLATE, swatch="area", width=1.6, dash=(3, 5), pattern="none", marker="ring"),
        # exits and retreat
        "exit": RoleStyle(color=_TEAL, swatch="point", width=5.0, marker="door", marker_on_lines=True),
        "exit_missing": RoleStyle(color=_RED, swatch="area", width=3.0, dash=(3, 3), pattern="hatch", marker="cross"),
        "main_door": RoleStyle(color=_INK, swatch="point", width=5.0, marker="gate", marker_on_lines=True),
        "articulation_door": RoleStyle(color=_AMBER, swatch="point", width=5.0, marker="diamond", marker_on_lines=True),
        "retreat_route": RoleStyle(color=_TEAL, swatch="line", width=3.2, dash=(14, 4, 3, 4), end="arrow"),
        "trapped_area": RoleStyle(color=_RED, swatch="area", width=2.0, pattern="crosshatch", marker="cross"),
        # sight
        "viewpoint": RoleStyle(color=_INK, swatch="point", marker="eye"),
        "sight_line": RoleStyle(color=_TEAL, swatch="line", width=1.9, end="dot"),
        "blocked_sight_line": RoleStyle(color=_RED, swatch="line", width=1.9, dash=(7, 4), end="cross", marker="cross"),
        "door_seen": RoleStyle(color=_TEAL, swatch="point", width=4.0, marker="eye", marker_on_lines=True),
        "door_unseen": RoleStyle(color=_RED, swatch="point", width=4.0, marker="cross", marker_on_lines=True),
        "path_seen": RoleStyle(color=_TEAL, swatch="line", width=4.6),
        "path_unseen": RoleStyle(color=_RED, swatch="line", width=4.6, dash=(4, 4), pattern="hatch"),
        "seen_region": RoleStyle(color=_TEAL, swatch="area", width=1.4, marker="eye"),
        "seen_floor": RoleStyle(color=_VIOLET, swatch="area", width=1.8, dash=(5, 2), pattern="dots", marker="eye"),
        "overlooked": RoleStyle(color=_VIOLET, swatch="area", width=2.4, dash=(3, 3), pattern="dots", marker="eye"),
        "blind_spot": RoleStyle(color=_RED, swatch="area", width=1.6, dash=(6, 3), pattern="hatch", marker="cross"),
        "corner": RoleStyle(color=_AMBER, swatch="area", width=1.6, dash=(2, 3), pattern="crosshatch", marker="cross"),
        "camera": RoleStyle(color=_VIOLET, swatch="point", width=3.0, dash=(4, 4), marker="eye"),
        "lamp": RoleStyle(color=_AMBER, swatch="point", marker="ring"),
        "lit_ground": RoleStyle(color=_AMBER, swatch="area", width=1.4, pattern="none", marker="ring"),
        "green": RoleStyle(color=_TEAL, swatch="area", width=1.4, dash=(3, 2), pattern="dots", marker="diamond"),
        # buildings and rooms
        "unit": RoleStyle(color=_INK, swatch="area", width=2.6, pattern="none", marker="square"),
        "room": RoleStyle(color=_BLUE, swatch="area", width=2.2, marker="square"),
        "space": RoleStyle(color=_INK, swatch="area", width=2.0, dash=(2, 2), marker="square"),
        "storey_high": RoleStyle(color=_AMBER, swatch="area", width=2.4, dash=(8, 2), pattern="dots", marker="square"),
        "overlap_below": RoleStyle(color=_VIOLET, swatch="area", width=2.0, pattern="crosshatch", marker="square"),
        "court": RoleStyle(color=_TEAL, swatch="area", width=2.2, dash=(2, 3), pattern="dots", marker="ring"),
        "outdoor_area": RoleStyle(color=_TEAL, swatch="area", width=1.8, dash=(6, 2), pattern="dots", marker="diamond"),
        "facade": RoleStyle(color=_BLUE, swatch="line", width=3.6, dash=(10, 3), end="ticks"),
        "window": RoleStyle(color=_TEAL, swatch="line", width=5.0, dash=(6, 2), marker="square"),
        "short": RoleStyle(color=_RED, swatch="area", width=2.8, dash=(4, 2), pattern="hatch", marker="triangle"),
        "neighbour_building": RoleStyle(color=_SLATE, swatch="area", width=1.4, pattern="none", marker="square"),
        "street": RoleStyle(color=_SLATE, swatch="line", width=3.0, dash=(8, 4)),
        "cluster": RoleStyle(color=_INK, swatch="area", width=2.0, dash=(10, 4), pattern="none", marker="ring"),
        "distance": RoleStyle(color=_INK, swatch="line", width=1.6, end="ticks"),
        "failing": RoleStyle(color=_RED, swatch="area", width=3.2, pattern="hatch", marker="cross"),
        "other": RoleStyle(color=_SLATE, swatch="area", dash=(4, 3), pattern="dots", marker="diamond"),
    }
)
"""Styles by role of :class:`siteplan.criterion.Feature`; a role that is not listed is drawn as "other"."""


def score_class(score: float | None, *, excluded: bool = False) -> str:
    """Key of the class a score in [0, 1] falls into; "unknown" for None, "excluded" for an excluded candidate.

    A score within 1e-9 of a cut counts as having reached it, as for outcomes.
    """
    if excluded:
        return "excluded"
    if score is None:
        return "unknown"
    reached = [entry.key for entry in SCORE_CLASSES if entry.low is not None and score >= entry.low - 1e-9]
    return reached[-1] if reached else SCORE_CLASSES[0].key


def role_style(role: str) -> RoleStyle:
    """The style of a role of evidence, or that of "other"."""
    return ROLE_STYLES.get(role, ROLE_STYLES["other"])


def outcome_svg(outcome: Outcome, *, dark: bool = False) -> str:
    """The mark as an SVG document of 24 x 24, for pages, reports and files."""
    mark = OUTCOME_MARKS[outcome]
    fill, cut = (mark.color.dark, "#171a1f") if dark else (mark.color.light, "#ffffff")
    detail = (
        f'<path d="{mark.detail}" fill="none" stroke="{cut}" stroke-width="2.6" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
        if mark.detail
        else ""
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
        f'<path d="{mark.body}" fill="{fill}" fill-rule="evenodd"/>{detail}</svg>'
    )


def outcome_image(outcome: Outcome, *, dark: bool = False) -> str:
    """The mark as a ``data:`` address, for ``<img>`` in ``st.html`` and for image columns of tables.

    ``st.html`` strips inline SVG; an address passes and needs no network. The word stands beside it or in ``alt``.
    """
    return "data:image/svg+xml;base64," + base64.b64encode(outcome_svg(outcome, dark=dark).encode()).decode()


def theme_data() -> dict[str, object]:
    """Marks, classes and roles as plain data for the plan map's front end."""
    return {
        "roles": {name: asdict(style) for name, style in ROLE_STYLES.items()},
        "scores": [
            {"key": c.key, "color": asdict(c.color), "pattern": c.pattern} for c in (*HEAT_CLASSES, *SCORE_CLASSES)
        ],
        "outcomes": {
            str(outcome): {"color": asdict(mark.color), "body": mark.body, "detail": mark.detail}
            for outcome, mark in OUTCOME_MARKS.items()
        },
    }
