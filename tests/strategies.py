"""Hypothesis strategies for criteria, results and scorecards."""

from __future__ import annotations

from hypothesis import strategies as st

from siteplan.criterion import (
    FAMILIES,
    GROUPS,
    Citation,
    CriterionResult,
    CriterionSpec,
    CriterionText,
    Cuts,
    Finding,
    Group,
    Importance,
    Outcome,
    outcome_of_score,
)
from siteplan.scorecard import Scorecard

WORDS = CriterionText(title="t", question="q", sentences={})
QUOTE = Citation(source="002", locator="1", quote="q", stance="supports", voice="researcher")


def spec(
    name: str,
    *,
    family: str = "access",
    weight: float = 1.0,
    serves: tuple[Group, ...] = ("residents",),
    importance: Importance = "scored",
) -> CriterionSpec:
    """A criterion with nothing but what joining scores needs."""
    return CriterionSpec(
        id=name, family=family, subject="plot", importance=importance, suggested_weight=weight,
        serves=serves, stage="sketch", unit="m", citations=(QUOTE,), text={"nb": WORDS, "en": WORDS},
    )  # fmt: skip


def result(of: CriterionSpec, score: float | None, *, low: float = 0.0, high: float = 1.0) -> CriterionResult:
    """A result with that score, or undetermined within [low, high]."""
    if of.importance == "information":
        return CriterionResult(
            spec=of, outcome=Outcome.NOTED, score=None, score_low=None, score_high=None, finding=Finding()
        )
    if score is None:
        return CriterionResult(
            spec=of, outcome=Outcome.UNDETERMINED, score=None, score_low=low, score_high=high, finding=Finding()
        )
    return CriterionResult(
        spec=of,
        outcome=outcome_of_score(score, Cuts()),
        score=score,
        score_low=score,
        score_high=score,
        finding=Finding(),
    )


@st.composite
def criteria(draw: st.DrawFn, *, with_information: bool = True) -> list[CriterionSpec]:
    """One to twelve criteria over families and groups."""
    count = draw(st.integers(1, 12))
    kinds: st.SearchStrategy[Importance] = st.sampled_from(["scored", "scored", "information"])
    specs = []
    for index in range(count):
        importance: Importance = draw(kinds) if with_information and index else "scored"
        serves = tuple(sorted(draw(st.sets(st.sampled_from(GROUPS), min_size=1))))
        family = draw(st.sampled_from(FAMILIES))
        weight = draw(st.floats(0.5, 5))
        specs.append(spec(f"c{index}", family=family, weight=weight, serves=serves, importance=importance))
    return specs


@st.composite
def scorecards(draw: st.DrawFn, specs: list[CriterionSpec], count: int) -> list[Scorecard]:
    """Candidates with a score or nothing for each criterion."""
    cards = []
    for index in range(count):
        scores = [draw(st.none() | st.floats(0, 1)) for _ in specs]
        results = tuple(result(s, score) for s, score in zip(specs, scores, strict=True))
        cards.append(Scorecard(id=f"p{index}", name=f"Plot {index}", stage="sketch", results=results))
    return cards
