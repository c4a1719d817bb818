"""Where a drawing stands, how it is turned and in which order it is written changes no layout result."""

from __future__ import annotations

import copy
import json
import math
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.content import content_folder, load_content
from siteplan.context import LayoutContext
from siteplan.evaluation import Settings, evaluate
from siteplan.readers.layout import parse_layout
from siteplan.scorecard import Scorecard

CONTENT = load_content()
CRITERIA = CONTENT.criteria(("layout", "programme"), CONTENT.profiles["default"])
SKETCHES = content_folder() / "sample_sites" / "kveldsvag" / "layouts"
NAMES = ("courtyard", "terrace", "corridor_block", "scattered")


@cache
def drawn(name: str) -> dict[str, Any]:
    """A sketch as a free-floating drawing near the origin."""
    data: dict[str, Any] = json.loads(Path(SKETCHES / f"{name}.geojson").read_text(encoding="utf-8"))
    data.pop("crs", None)
    corner = next(f for f in data["features"] if f["properties"]["kind"] == "plot")["geometry"]["coordinates"][0][0]
    return moved(data, -corner[0], -corner[1], 0.0)


def moved(data: dict[str, Any], x: float, y: float, angle_deg: float) -> dict[str, Any]:
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))

    def out(part: Any) -> Any:
        if isinstance(part[0], list):
            return [out(inner) for inner in part]
        return [x + c * part[0] - s * part[1], y + s * part[0] + c * part[1]]

    data = copy.deepcopy(data)
    for feature in data["features"]:
        feature["geometry"]["coordinates"] = out(feature["geometry"]["coordinates"])
    data["siteplan"].pop("placement", None)
    # True north turns with the drawing, and with it the headings of cameras.
    data["siteplan"]["north"] = data["siteplan"].get("north", 0.0) - angle_deg
    return data


def mirrored(data: dict[str, Any]) -> dict[str, Any]:
    """The drawing as a mirror west of it shows it: what looked east looks west."""

    def out(part: Any) -> Any:
        if isinstance(part[0], list):
            return [out(inner) for inner in part]
        return [-part[0], part[1]]

    data = copy.deepcopy(data)
    for feature in data["features"]:
        feature["geometry"]["coordinates"] = out(feature["geometry"]["coordinates"])
        heading = feature["properties"].get("heading_deg")
        if heading is not None:
            feature["properties"]["heading_deg"] = (360.0 - heading) % 360.0
    data["siteplan"].pop("placement", None)
    data["siteplan"]["north"] = -data["siteplan"].get("north", 0.0)
    return data


def card(data: dict[str, Any]) -> Scorecard:
    layout, _ = parse_layout(data, name="drawing")
    settings = Settings(profile=CONTENT.profiles["default"])
    return evaluate(LayoutContext(layout), CRITERIA, settings=settings, candidate=("a", "a"), stage="sketch")


@cache
def plain(name: str) -> Scorecard:
    return card(drawn(name))


def assert_same(one: Scorecard, other: Scorecard, *, tolerance: float) -> None:
    for a, b in zip(one.results, other.results, strict=True):
        assert a.outcome is b.outcome, a.spec.id
        if a.score is not None:
            assert a.score == pytest.approx(b.score, abs=tolerance), a.spec.id
        if a.finding.quantity is not None:
            assert b.finding.quantity is not None
            assert a.finding.quantity.value == pytest.approx(b.finding.quantity.value, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("x", "y", "angle"), [(569500.25, 7034800.75, 0.0), (-40.0, 12.5, 37.0), (3e5, 6.6e6, 221.3)])
def test_moving_and_turning_a_layout_changes_no_result(name: str, x: float, y: float, angle: float) -> None:
    # Points on paths and floors are sampled: their places shift with the drawing, by less than the tolerance in effect.
    assert_same(plain(name), card(moved(drawn(name), x, y, angle)), tolerance=5e-3)


@pytest.mark.parametrize("name", NAMES)
def test_a_mirrored_layout_scores_the_same(name: str) -> None:
    assert_same(plain(name), card(mirrored(drawn(name))), tolerance=5e-3)


@settings(max_examples=4, deadline=None)
@given(angle=st.floats(0, 360), x=st.floats(-1e6, 1e6), y=st.floats(-1e6, 7e6), name=st.sampled_from(NAMES))
def test_a_layout_mirrored_turned_and_moved_anyhow_scores_the_same(angle: float, x: float, y: float, name: str) -> None:
    assert_same(plain(name), card(moved(mirrored(drawn(name)), x, y, angle)), tolerance=5e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_order_in_which_a_drawing_is_written_changes_no_result(name: str) -> None:
    data = copy.deepcopy(drawn(name))
    random.Random(1).shuffle(data["features"])
    assert_same(plain(name), card(data), tolerance=1e-9)
