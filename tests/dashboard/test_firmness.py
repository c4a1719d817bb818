"""How firm the order is, on the page that compares: before the numbers, in both languages, and with other weights."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from siteplan.dashboard.views.compare import outstanding
from siteplan.dashboard.words import Words
from siteplan.profile import Requirement
from siteplan.scorecard import RequirementCheck
from siteplan.text import LANGUAGES, Language, catalogue
from tests.dashboard.test_pages import page, sheets
from tests.test_decision_words import doors, ranked


def firm(app: AppTest) -> str:
    """The panel's HTML."""
    found = re.search(r'<section class="firm".*?</section>', sheets(app), re.S)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_firm_the_order_is_stands_before_the_first_score(root: Path, language: Language) -> None:
    html = sheets(page(root, "compare", lang=language))
    title = catalogue("pages")["firm.title"][language]
    assert html.index(title) < html.index('class="head-columns"')
    assert "Skulebakken" in firm(page(root, "compare", lang=language)).split("</p>")[0]


def test_other_weights_change_the_order_and_say_so(root: Path) -> None:
    app = page(root, "compare", lang="en")
    before = firm(app)
    slider = next(s for s in app.select_slider if "neighbourhood" in str(s.key))
    slider.set_value(0.0).run()
    assert not app.exception
    assert firm(app) != before
    assert any(catalogue("pages")["firm.changed"]["en"] in info.value for info in app.info)
    slider = next(s for s in app.select_slider if "neighbourhood" in str(s.key))
    slider.set_value(1.0).run()
    assert firm(app) == before


def test_requirements_that_fail_or_were_waived_stand_where_candidates_are_compared() -> None:
    requirement = Requirement(on_fail="exclude", min_score=0.9)
    failed = RequirementCheck(criterion="other", requirement=requirement, state="unmet")
    waived = replace(failed, state="waived", waiver="Council case 26/114 <b>")
    ranking = ranked(
        replace(doors("B", 8, 300), requirements=(waived,)), replace(doors("A", 4, 100), requirements=(failed,))
    )
    said = {c.scorecard.id: outstanding(c, Words("en")) for c in ranking.candidates}
    assert "Requirements waived" in said["B"] and "Council case 26/114 &lt;b&gt;" in said["B"]
    assert "Requirements not met" in said["A"] and "26/114" not in said["A"]
    assert outstanding(ranked(doors("C", 8, 300)).candidates[0], Words("nb")) == ""
