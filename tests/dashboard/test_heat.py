"""The visibility analysis on the plan: classes that cover exactly what was analysed, said in both languages."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from siteplan.content import content_folder
from siteplan.dashboard.heat import (
    MAX_CELLS,
    MEASURES,
    AnalysedCells,
    HeatMeasure,
    NoAnalysis,
    analyse,
    heat_map,
    value_classes,
)
from siteplan.dashboard.plan import plan_scene
from siteplan.dashboard.planmap import unpack
from siteplan.dashboard.views.heat_view import KEY
from siteplan.model import Layout
from siteplan.readers.layout import read_layout
from siteplan.text import LANGUAGES, catalogue
from siteplan.theme import HEAT_CLASSES
from tests.dashboard.test_pages import page
from tests.dashboard.test_planmap import luminance

numbers = st.lists(
    st.one_of(st.integers(0, 12).map(float), st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=60
)


def sample(folder: str, name: str) -> Layout:
    (path,) = (content_folder() / "sample_sites" / folder).rglob(f"{name}.geojson")
    return read_layout(path)[0]


@pytest.fixture(scope="module")
def courtyard() -> Layout:
    return sample("kveldsvag", "courtyard")


@pytest.fixture(scope="module")
def cells(courtyard: Layout) -> AnalysedCells:
    found = analyse(courtyard, 0)
    assert isinstance(found, AnalysedCells)
    return found


@pytest.mark.parametrize("measure", MEASURES)
def test_the_classes_cover_exactly_the_squares_of_the_analysed_cells(
    cells: AnalysedCells, measure: HeatMeasure
) -> None:
    heat = heat_map(cells, measure)
    areas = [entry.area for entry in heat.classes] + ([heat.undefined] if heat.undefined is not None else [])
    assert 500 < len(cells.centres) <= MAX_CELLS
    assert sum(area.area for area in areas) == pytest.approx(len(cells.centres) * cells.spacing**2, rel=1e-12)
    assert shapely.union_all(areas).area == pytest.approx(len(cells.centres) * cells.spacing**2, rel=1e-12)
    for entry in heat.classes:
        inside = shapely.contains_xy(entry.area, cells.centres[:, 0], cells.centres[:, 1])
        own = cells.values[measure][inside]
        assert (own.min(), own.max()) == (entry.low, entry.high)
    assert all(a.high < b.low for a, b in itertools.pairwise(heat.classes))


def test_cells_without_a_value_are_an_area_of_their_own() -> None:
    three = AnalysedCells(
        spacing=2.0,
        centres=np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]),
        values={"integration_hh": np.array([1.5, np.nan, np.inf])},
        start="access",
    )
    heat = heat_map(three, "integration_hh")
    assert [(entry.low, entry.area.area) for entry in heat.classes] == [(1.5, 4.0)]
    assert heat.undefined is not None
    assert heat.undefined.equals(shapely.box(1, -1, 5, 1))


@given(numbers)
def test_classes_rise_with_the_values_without_gaps_and_equal_values_stay_together(drawn: list[float]) -> None:
    values = np.array(drawn)
    number = value_classes(values, most=7)
    known = np.isfinite(values)
    assert (number[~known] == -1).all()
    assert set(number[known].tolist()) == set(range(len(set(number[known].tolist()))))
    assert number.max() < 7
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(number[known][order]) >= 0).all()
    for value in set(values[known].tolist()):
        assert len(set(number[values == value].tolist())) == 1
    if len(set(values[known].tolist())) <= 7:
        assert len(set(number[known].tolist())) == len(set(values[known].tolist()))


def test_the_plan_has_the_heat_map_between_the_floors_and_the_walls(courtyard: Layout, cells: AnalysedCells) -> None:
    heat = heat_map(cells, "connectivity")
    data = unpack(plan_scene(courtyard, 0, language="nb", heat=heat))
    layers = data["layers"]
    assert isinstance(layers, list)
    styles = [layer["style"] for layer in layers]
    assert styles.index("space") < styles.index("heat") < styles.index("wall")
    assert layers[styles.index("heat")]["kinds"] == [entry.key for entry in heat.classes]
    plain = unpack(plan_scene(courtyard, 0, language="nb"))["layers"]
    assert isinstance(plain, list)
    assert "heat" not in [layer["style"] for layer in plain]


def test_step_depth_is_counted_from_the_main_door_of_the_base_or_from_the_access(cells: AnalysedCells) -> None:
    with_door = analyse(sample("reference_projects", "trondheim_10"), 0)
    assert isinstance(with_door, AnalysedCells)
    assert (with_door.start, cells.start) == ("base", "access")
    for found in (with_door, cells):
        assert found.values["step_depth"].min() == 0
        assert (found.values["step_depth"] == 0).sum() == 1


def test_heat_classes_run_one_way_in_lightness_on_both_sheets() -> None:
    light = [luminance(entry.color.light) for entry in HEAT_CLASSES]
    dark = [luminance(entry.color.dark) for entry in HEAT_CLASSES]
    assert all(a / b > 1.2 for a, b in itertools.pairwise(light))
    assert all(b / a > 1.2 for a, b in itertools.pairwise(dark))


def test_a_storey_without_a_place_to_begin_is_not_analysed() -> None:
    assert analyse(sample("kveldsvag", "corridor_block"), 1) == NoAnalysis(reason="seed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_can_be_chosen_and_says_what_it_means(root: Path, language: str) -> None:
    app = page(root, "layouts", lang=language, layout="courtyard")
    assert app.selectbox(key=KEY).value is None
    said = catalogue("pages")
    for measure in MEASURES:
        app.selectbox(key=KEY).set_value(measure).run()
        assert not app.exception
        assert not app.error
        begin = said[f"heat_says.{measure}"][language].split("{")[0]
        assert any(caption.value.startswith(begin) for caption in app.caption)
    app.selectbox(key=KEY).set_value(None).run()
    assert not app.exception
    assert not any(caption.value.startswith(begin) for caption in app.caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_calmly_why_a_storey_is_not_coloured(root: Path, language: str) -> None:
    app = page(root, "layouts", lang=language, layout="corridor_block")
    app.selectbox(key=KEY).set_value("connectivity").run()
    app.segmented_control(key="storey").set_value(1).run()
    assert not app.exception
    assert not app.error
    assert catalogue("pages")["heat_none.seed"][language] in [caption.value for caption in app.caption]


def test_every_measure_has_its_words() -> None:
    said = catalogue("pages")
    for kind in ("heat_name", "heat_standard", "heat_says"):
        assert {key.removeprefix(f"{kind}.") for key in said if key.startswith(f"{kind}.")} == set(MEASURES)
