"""The smallest change that mends a result: compared with trying everything, harmless to the rest, bounded in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from shapely import union_all

from siteplan.__main__ import main
from siteplan.content import load_content
from siteplan.context import LayoutContext
from siteplan.criterion import Outcome
from siteplan.evaluation import Settings, evaluate
from siteplan.improvement import Bounds, changes_for, failing, harmless, improve, mended, weighed_up
from siteplan.improvement_words import change_sentence
from siteplan.layout_changes import Change, base_house, changed, openings
from siteplan.model import Door, Layout
from siteplan.scorecard import Scorecard
from siteplan.text import LANGUAGES, Language
from tests.layouts import Feature, access, base, layout, plot, read, unit

ASKED = (
    "base_overview_of_unit_doors", "base_overview_of_paths", "base_to_unit_distance", "two_exits_per_unit",
    "view_to_green_from_unit", "fire_separation", "own_entrance_from_outside", "base_view_into_homes",
)  # fmt: skip
SMALL = Bounds(reach_m=6.0, step_m=3.0, seconds=60.0, tried=400)


@dataclass
class Judged:
    """Judges by a few real criteria of the default profile; counts how often it was asked."""

    asked: Sequence[str] = ASKED
    some_calls: int = 0
    tried: list[Layout] = field(default_factory=list)

    def some(self, drawing: Layout, criteria: Sequence[str], /) -> Scorecard:
        self.some_calls += 1
        return self._card(drawing, criteria)

    def all(self, drawing: Layout, /) -> Scorecard:
        self.tried.append(drawing)
        return self._card(drawing, self.asked)

    def _card(self, drawing: Layout, criteria: Sequence[str]) -> Scorecard:
        content = load_content()
        profile = content.profile("default")
        pairs = [pair for pair in content.criteria(("layout",), profile) if pair[0].id in criteria]
        context = LayoutContext(drawing, stated_programme={"staffed_base": True})
        return evaluate(
            context, pairs, settings=Settings(profile=profile), candidate=(drawing.id, ""), stage="preliminary"
        )  # fmt: skip


GROUND = (plot((-30, -40, 60, 40)), access((15, -38)))
DOORS, WAYS, WALK, FIRE = (
    "base_overview_of_unit_doors", "two_exits_per_unit", "base_to_unit_distance", "fire_separation"
)  # fmt: skip


def drawn(count: int, *extra: Feature, back_door: bool = True, gap: float = 10.0) -> Layout:
    """So many homes in a row, the last with or without a second way out, and what else stands there."""
    homes: list[Feature] = []
    for index in range(count):
        homes += unit(f"u{index + 1}", at=(gap * index, 0.0), back_door=back_door or index + 1 < count)
    return read(layout(*homes, *extra, *GROUND))


CASES: dict[str, tuple[Layout, str]] = {
    "base behind two homes": (drawn(2, *base(at=(0, 16))), DOORS),
    "base beside one home": (drawn(1, *base(at=(-14, 3))), DOORS),
    "base before three homes, without windows": (drawn(3, *base(at=(10, -16), windows=False)), DOORS),
    "base beside two homes": (drawn(2, *base(at=(-16, 2))), DOORS),
    "base beside three homes": (drawn(3, *base(at=(32, 1), turn=90)), DOORS),
    "base without windows": (drawn(2, *base(at=(2, -14), windows=False)), DOORS),
    "base without windows, turned": (drawn(2, *base(at=(14, -14), turn=180, windows=False)), DOORS),
    "base at the corner": (drawn(2, *base(at=(-12, -4))), DOORS),
    "base behind, turned": (drawn(2, *base(at=(10, 20), turn=180)), DOORS),
    "one home with one way out": (drawn(1, back_door=False), WAYS),
    "one of two with one way out": (drawn(2, back_door=False), WAYS),
    "base too far to walk": (drawn(1, *base(at=(38, -20))), WALK),
    "base far behind": (drawn(2, *base(at=(-28, 32))), WALK),
    "two homes too near": (drawn(2, gap=13.0), FIRE),
}  # fmt: skip


def exhaustive(drawing: Layout, criterion: str, judge: Judged, before: Scorecard) -> float | None:
    """The size of the smallest harmless change that mends, by judging every change in full."""
    sizes = []
    for change in changes_for(drawing, criterion, before.result(criterion), SMALL):
        after = changed(drawing, change)
        if after is not None:
            card = judge.all(after)
            if mended(card, criterion) and harmless(weighed_up(drawing, change, after, criterion, before, card)):
                sizes.append(change.size)
    return min(sizes, default=None)


@pytest.mark.parametrize("name", CASES)
def test_the_search_finds_what_trying_everything_finds(name: str) -> None:
    drawing, criterion = CASES[name]
    judge = Judged(asked=(criterion, "two_exits_per_unit", "fire_separation"))
    before = judge.all(drawing)
    found = improve(drawing, criterion, judge, before=before, bounds=SMALL)
    smallest = exhaustive(drawing, criterion, judge, before)
    if smallest is None:
        assert found is None or not found.mends
    else:
        assert found is not None and found.mends
        assert found.change.size == pytest.approx(smallest)
        assert harmless(found)


def test_most_of_the_cases_can_be_mended_so_that_the_comparison_means_something() -> None:
    sizes = []
    for drawing, criterion in CASES.values():
        judge = Judged(asked=(criterion,))
        found = improve(drawing, criterion, judge, before=judge.all(drawing), bounds=SMALL)
        sizes.append(found.change.size if found is not None and found.mends else None)
    assert sum(size is not None for size in sizes) >= 10, dict(zip(CASES, sizes, strict=True))


def test_a_change_that_would_break_a_requirement_is_not_suggested() -> None:
    drawing, criterion = CASES["one home with one way out"]
    judge = Judged(asked=(criterion, DOORS))
    before = judge.all(drawing)
    found = improve(drawing, criterion, judge, before=before, bounds=SMALL)
    assert found is not None
    spoilt = replace(
        found.after,
        requirements=tuple(replace(check, state="unmet") for check in found.after.requirements),
    )
    assert harmless(found)
    met = replace(found.before, requirements=tuple(replace(c, state="met") for c in found.before.requirements))
    assert not harmless(replace(found, before=met, after=spoilt))


def test_a_search_that_is_stopped_or_has_no_time_gives_what_it_has() -> None:
    drawing, criterion = CASES["base behind two homes"]
    judge = Judged(asked=(criterion,))
    before = judge.all(drawing)
    assert improve(drawing, criterion, judge, before=before, stop=lambda: True) is None
    assert improve(drawing, criterion, judge, before=before, bounds=replace(SMALL, seconds=0.0)) is None
    assert judge.some_calls == 0


def test_the_same_seed_tries_the_same_changes_and_the_smallest_are_always_tried() -> None:
    drawing, criterion = CASES["base behind two homes"]
    result = Judged(asked=(criterion,)).all(drawing).result(criterion)
    few = replace(SMALL, tried=20)
    first, again = (changes_for(drawing, criterion, result, few) for _ in range(2))
    every = changes_for(drawing, criterion, result, SMALL)
    assert first == again and len(first) == 20
    assert first[:10] == every[:10]
    assert changes_for(drawing, criterion, result, replace(few, seed=2)) != first


def test_a_building_is_not_moved_off_its_plot_or_into_another() -> None:
    drawing = drawn(2, *base(at=(2, -14)))
    house = base_house(drawing)
    assert house is not None
    assert changed(drawing, Change(kind="move", target=house.id, dx=0.0, dy=-50.0, size=50.0)) is None
    assert changed(drawing, Change(kind="move", target=house.id, dx=0.0, dy=14.0, size=14.0)) is None
    assert changed(drawing, Change(kind="move", target=house.id, dx=0.0, dy=-4.0, size=4.0)) is not None


def test_a_new_opening_stands_in_an_outer_wall_and_off_the_others() -> None:
    drawing = drawn(1, back_door=False)
    places = list(openings(drawing, "door", drawing.spaces))
    assert places
    for change in places:
        after = changed(drawing, change)
        assert after is not None
        new: Door = next(d for d in after.doors if d.id not in {old.id for old in drawing.doors})
        there = [old.line for old in drawing.doors] + [old.line for old in drawing.windows]
        assert all(new.line.distance(line) > 0.2 for line in there)
        assert union_all([s.boundary for s in drawing.spaces]).boundary.distance(new.line.centroid) < 1e-6


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_is_said_in_metres_and_compass_points(language: Language) -> None:
    change = Change(kind="move", target="building:base", dx=3.0, dy=-4.0, degrees=90.0, size=7.0)
    wanted = {
        "nb": "Flytt basen 5\u00a0m mot sørøst og drei den 90°",
        "en": "Move the base 5\u00a0m to the south-east and turn it 90°",
    }  # fmt: skip
    assert change_sentence(change, language) == wanted[language]


def test_what_fails_is_listed_with_requirements_first() -> None:
    drawing, _ = CASES["base behind two homes"]
    card = Judged().all(drawing)
    names = failing(card)
    required = {c.criterion for c in card.requirements if c.state == "unmet"}
    flags = [name in required for name in names]
    assert flags == sorted(flags, reverse=True)
    assert all(card.result(name).outcome is not Outcome.MET for name in names if name not in required)


def test_the_command_suggests_says_every_effect_and_saves_the_alternative(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    sketch = "sample_sites/kveldsvag/layouts/corridor_block.geojson"
    out = tmp_path / "better"
    arguments = ["improve", sketch, "--criterion", "base_overview_of_paths", "--seconds", "30", "--reach", "3"]
    assert main([*arguments, "--format", "json", "--out", str(out)]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["criterion"] == record["effects"][0]["criterion"] == "base_overview_of_paths"
    assert Path(record["file"]).is_file()
    assert main(["evaluate", record["file"], "--format", "json"]) == 0
    results = {r["criterion"]: r for r in json.loads(capsys.readouterr().out)["candidates"][0]["results"]}
    assert results["base_overview_of_paths"]["score"] == pytest.approx(record["effects"][0]["score_after"], abs=1e-6)
