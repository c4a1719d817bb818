"""Several chosen plots together: each answer worked out by hand on one straight street."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.affinity import translate
from shapely.geometry import box

from siteplan.content import load_content
from siteplan.context import AreaAnalysis
from siteplan.context.portfolio import PortfolioContext
from siteplan.criterion import CriterionResult, Outcome
from siteplan.evaluation import evaluate
from siteplan.model import Plot
from siteplan.text import LANGUAGES, result_sentence
from tests.criteria.make_plot_cases import Scene, on_street, plain
from tests.criteria.scenes import CRS, ORIGIN, _placed, surroundings_of
from tests.criteria.test_plot_cases import PLAIN

SPEC = load_content().specs["portfolio_dispersion"]


def judged(xs: tuple[float, ...], *, units: tuple[int, ...] = (), scene: Scene | None = None, **programme: Any) -> (
    CriterionResult
):  # fmt: skip
    """Plots of 20 x 20 m whose south side touches the street at y = -10, at these places along it."""
    surroundings = surroundings_of(_placed({"features": (scene or on_street()).features}))
    plots = [
        Plot(id=f"p{i}", name=f"Plot {i}", crs=CRS, boundary=translate(box(x, -10, x + 20, 10), *ORIGIN),
             properties={"units": units[i]} if units else {})
        for i, x in enumerate(xs)
    ]  # fmt: skip
    context = PortfolioContext(plots, area=AreaAnalysis(surroundings, plots), programme=programme)
    asked = [(SPEC, load_content().evaluators[SPEC.id])]
    return evaluate(context, asked, settings=PLAIN, candidate=("s", "s"), stage="sketch").results[0]


@pytest.mark.parametrize(
    ("xs", "units", "outcome", "score", "least_m"),
    [
        ((0, 1020), (2, 2), Outcome.MET, 1.0, 1000.0),
        ((0, 520, 1540), (2, 2, 2), Outcome.PARTLY_MET, 0.5, 500.0),
        ((0, 1020), (3, 1), Outcome.PARTLY_MET, 0.5, 1000.0),
        ((0, 220), (2, 2), Outcome.NOT_MET, 0.2, 200.0),
        ((0, 1020), (9, 1), Outcome.NOT_MET, 0.2, 1000.0),
    ],
)
def test_a_set_is_judged_by_its_nearest_pair_and_its_largest_plot(
    xs: tuple[float, ...], units: tuple[int, ...], outcome: Outcome, score: float, least_m: float
) -> None:
    result = judged(xs, units=units)
    assert result.outcome is outcome and result.score == pytest.approx(score)
    assert result.finding.values["least_m"] == pytest.approx(least_m)
    assert {feature.role for feature in result.finding.features} == {"distance"}
    for language in LANGUAGES:
        assert result_sentence(result, language).endswith(".") and "{" not in result_sentence(result, language)


def test_as_many_homes_on_each_where_the_plots_do_not_say() -> None:
    result = judged((0, 1020), units_wanted=4)
    assert result.finding.values["largest_share"] == 0.5 and result.outcome is Outcome.MET


@pytest.mark.parametrize(
    ("xs", "missing"), [((0,), "portfolio_plots"), ((0, 1020), "portfolio_units"), ((0, 9000), "extent")]
)
def test_what_is_not_known_is_named(xs: tuple[float, ...], missing: str) -> None:
    result = judged(xs)
    assert result.outcome is Outcome.UNDETERMINED and result.missing == missing
    assert result_sentence(result, "nb").endswith(".")


def test_without_streets_nobody_knows_how_far_apart_they_lie() -> None:
    assert judged((0, 1020), units=(2, 2), scene=plain()).missing == "streets"


def test_a_portfolio_is_never_asked_of_one_plot() -> None:
    content = load_content()
    asked = content.criteria(("plot",), content.profiles["full"])
    assert SPEC.id not in {spec.id for spec, _ in asked}
