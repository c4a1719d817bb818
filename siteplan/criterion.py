"""What a criterion is, what it finds, and the one rule that turns a score into an outcome."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import Final, Literal

from shapely.geometry.base import BaseGeometry

from siteplan.model import Stage

Stance = Literal["supports", "qualifies", "contradicts"]
Voice = Literal["resident", "user_organisation", "relative", "staff", "leader", "neighbour", "researcher", "authority"]
Basis = Literal["document", "regulation", "assumption"]
Unit = Literal["m", "km", "m2", "ha", "min", "h", "count", "share", "deg", "storeys", "dB", "1"]
Subject = Literal["plot", "layout", "programme", "portfolio"]
Importance = Literal["scored", "information"]
Group = Literal["residents", "staff", "neighbours", "services"]
Level = Literal["criterion", "profile", "site", "command"]
Phase = Literal["before_sketch", "sketch", "before_opening", "operation"]

FILE_DATA: Final = {"extra": "forbid", "strict": True}
"""What pydantic is told about the classes that stand in files: no unknown key, no silent conversion."""

GROUPS: tuple[Group, ...] = ("residents", "staff", "neighbours", "services")
FAMILIES: tuple[str, ...] = (
    "access", "neighbourhood", "risk", "feasibility", "cluster", "overview", "escape", "ground", "privacy", "unit",
    "materials", "shared", "base_programme", "tenancy", "process",
)  # fmt: skip


class Outcome(StrEnum):
    """What a criterion came to for one candidate."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NOTED = "noted"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"
    LATER = "later"


DETERMINED: frozenset[Outcome] = frozenset({Outcome.MET, Outcome.PARTLY_MET, Outcome.NOT_MET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One verbatim quotation: source id, locator (line range), the words, who says them, and which way they point."""

    __pydantic_config__ = FILE_DATA

    source: str
    locator: str
    quote: str
    stance: Stance
    voice: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A limit: its value, unit, and on what it rests. An assumption states the range in which it may lie."""

    __pydantic_config__ = FILE_DATA

    value: float
    unit: Unit
    basis: Basis
    reference: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Piecewise-linear value function: ``points`` are (quantity, score), ascending in quantity; clamped outside."""

    __pydantic_config__ = FILE_DATA

    points: tuple[tuple[float, float], ...]
    basis: Basis
    reference: str

    def score(self, value: float) -> float:
        """Score in [0, 1] at ``value`` (in the criterion's unit); infinity gives the last point's score."""
        points = self.points
        if value != value:
            return math.nan
        at = bisect_right(points, value, key=itemgetter(0))
        if at == 0:
            return float(points[0][1])
        (x0, y0), (x1, y1) = points[at - 1], points[min(at, len(points) - 1)]
        return float(y0 if at == len(points) or value == x0 else (y1 - y0) / (x1 - x0) * (value - x0) + y0)

    def score_range(self, low: float, high: float) -> tuple[float, float]:
        """Least and greatest score over the interval [low, high], exact because the curve is piecewise linear."""
        inside = [y for x, y in self.points if low <= x <= high]
        scores = [self.score(low), self.score(high), *inside]
        return min(scores), max(scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Scores from which a result is met, and below which it is not met."""

    __pydantic_config__ = FILE_DATA

    met: float = 0.7
    not_met: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionText:
    """A criterion in one language. ``sentences`` has one whole sentence for each outcome that it can have.

    ``undetermined:timetable_lines`` is said in place of ``undetermined`` where that (a key of ``text/missing.toml``) is
    what is missing.

    ``words`` says in plain words what stands in the findings as a key: the allowed values of a declared attribute.
    """

    __pydantic_config__ = FILE_DATA

    title: str
    question: str
    sentences: Mapping[str, str]
    notes: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


STEADY_SHARE = 0.95
"""A criterion that keeps its outcome in a smaller share of redrawings is called sensitive to the drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrawTest:
    """How often a criterion kept its outcome when the sample layouts were drawn again with small errors (0-1).

    ``kept_5_cm``, ``kept_10_cm``: with walls up to 5 and 10 cm off, the mean over ``layouts`` layouts;
    ``least_5_cm``, ``least_10_cm``: in the layout where it was kept least often.
    """

    __pydantic_config__ = FILE_DATA

    kept_5_cm: float
    kept_10_cm: float
    least_5_cm: float
    least_10_cm: float
    layouts: int

    @property
    def sensitive(self) -> bool:
        """Whether results rest on the last centimetres of a drawing."""
        return min(self.kept_5_cm, self.kept_10_cm) < STEADY_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionSpec:
    """One criterion as its file states it; ``redraw`` as the redraw test found it, where that could be tested."""

    __pydantic_config__ = FILE_DATA

    id: str
    family: str
    subject: Subject
    importance: Importance
    suggested_weight: float
    serves: tuple[Group, ...]
    stage: Stage
    unit: Unit
    citations: tuple[Citation, ...]
    text: Mapping[str, CriterionText]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    curve: Curve | None = None
    cuts: Cuts = field(default_factory=Cuts)
    declared: DeclaredAttribute | None = None
    related: tuple[str, ...] = ()
    formula: str = ""
    redraw: RedrawTest | None = None

    def limits(self) -> dict[str, float]:
        """Parameter values by name, in the unit that each parameter states."""
        return {name: parameter.value for name, parameter in self.parameters.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredAttribute:
    """How a declared attribute of the programme is asked and scored by the one generic evaluator.

    ``scores`` maps an allowed value (as text: "true", "steel") to its score. A number is scored by the curve, and a
    list by the share of the allowed items that it holds (by the curve over that share where the file has one).
    ``basis`` and ``reference`` say on what the scores rest.
    """

    __pydantic_config__ = FILE_DATA

    key: str
    type: Literal["boolean", "number", "integer", "choice", "text", "list"]
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    requires: tuple[str, ...] = ()
    example: str = ""
    basis: Basis = "assumption"
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tradeoff:
    """Views that the documents set against each other: every side cited, what informs them, never a score.

    ``axes``: none, or two, on which layouts can be placed: the first across, the second up.
    """

    __pydantic_config__ = FILE_DATA

    id: str
    sides: tuple[TradeoffSide, ...]
    informed_by: tuple[str, ...]
    text: Mapping[str, TradeoffText]
    axes: tuple[TradeoffAxis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffSide:
    """One side of a trade-off: its key in the texts and what is said for it."""

    __pydantic_config__ = FILE_DATA

    key: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffAxis:
    """What places a layout between two sides: the mean of what criteria in the unit "share" measure.

    ``complement``: less of it is more of this side, so that one minus the share is taken.
    """

    __pydantic_config__ = FILE_DATA

    side: str
    criteria: tuple[str, ...]
    complement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeoffText:
    """A trade-off in one language; ``sides`` by side key, ``axes`` by the side that each belongs to.

    ``corners`` says in a few words what a place near each corner means: low_low, high_low, low_high, high_high, the
    axis across first.
    """

    __pydantic_config__ = FILE_DATA

    title: str
    question: str
    sides: Mapping[str, str]
    axes: Mapping[str, str] = field(default_factory=dict)
    corners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessItem:
    """Something to decide while a project is planned: a line of a checklist with its sources, never a score."""

    __pydantic_config__ = FILE_DATA

    id: str
    phase: Phase
    citations: tuple[Citation, ...]
    text: Mapping[str, ProcessText]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessText:
    """A line of the checklist in one language."""

    __pydantic_config__ = FILE_DATA

    title: str
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that is quoted."""

    __pydantic_config__ = FILE_DATA

    id: str
    title: str
    publisher: str
    language: str
    year: int | None = None
    url: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A value with its unit; shares are 0-1."""

    value: float
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One piece of evidence: what map and plan draw. Geometry in the candidate's CRS [m].

    ``role`` is one of the roles in ``text/roles.toml``: route, nearest, access, exit, sight_line, blocked_sight_line,
    blind_spot, seen_region, overlap_below, retreat_route, risk, unit ...
    """

    role: str
    geometry: BaseGeometry
    element: str | None = None
    quantity: Quantity | None = None
    storey: int | None = None


Value = float | int | str | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something that would better a result, with its gain: ``key`` of ``text/suggestions.toml`` and its numbers.

    ``unknown``: keys of what the data do not say about it. A suggestion is to be looked into; it claims no more.
    """

    key: str
    values: Mapping[str, Value]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one criterion measured on one candidate.

    Parameters
    ----------
    quantity
        The number in the criterion's unit; None where there is no single number.
    score
        0-1. Leave it out (None) when the criterion's file has a curve: evaluation applies the curve to ``quantity``.
    low, high
        Where the data allow only an interval of the quantity (same unit; ``high`` may be infinite).
    score_low, score_high
        Where the data allow only an interval of the score and no curve applies.
    worst
        What the least favourable choice gives that the candidate leaves open (a large plot left at its worst point): a
        quantity where the file has a curve, else a score. It lowers ``score_low`` and decides no outcome, because the
        choice is free.
    failing
        Ids of the elements that fail.
    features
        Evidence geometry.
    values
        Further measured values by name, plain numbers and words, for texts and JSON.
    missing
        Keys of ``text/missing.toml``: what would narrow the interval, where a score has one.
    suggestions
        What would better the result; no part of the score.
    """

    quantity: Quantity | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    score_low: float | None = None
    score_high: float | None = None
    worst: float | None = None
    failing: tuple[str, ...] = ()
    features: tuple[Feature, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterUse:
    """A parameter as it was used, and which level set it."""

    value: float
    unit: Unit
    basis: Basis
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """One criterion's result for one candidate. ``score_low`` and ``score_high`` are 0 and 1 where nothing is known."""

    spec: CriterionSpec
    outcome: Outcome
    score: float | None
    score_low: float | None
    score_high: float | None
    finding: Finding
    parameters: Mapping[str, ParameterUse] = field(default_factory=dict)
    missing: str | None = None
    missing_values: Mapping[str, str] = field(default_factory=dict)

    @property
    def sensitive(self) -> bool:
        """Whether this outcome may have been another if the same design had been drawn a little less steadily."""
        return self.outcome in DETERMINED and self.spec.redraw is not None and self.spec.redraw.sensitive


def outcome_of_score(score: float, cuts: Cuts) -> Outcome:
    """The one rule: met from ``cuts.met`` up, not met below ``cuts.not_met``, partly met between.

    A score within 1e-9 of a cut counts as having reached it, so that rounding decides nothing.
    """
    if score >= cuts.met - 1e-9:
        return Outcome.MET
    return Outcome.NOT_MET if score < cuts.not_met - 1e-9 else Outcome.PARTLY_MET


def ramp(value: float, *, zero: float, full: float) -> float:
    """Linear score between two knees: 0 at ``zero``, 1 at ``full`` (either may be the larger), clamped outside.

    For criteria that join several quantities; a criterion with one quantity has a curve in its file instead.
    """
    if full == zero:
        raise ValueError("the two knees of a ramp must differ")
    return float(min(1.0, max(0.0, (value - zero) / (full - zero))))


def weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float:
    """Weighted arithmetic mean; the weights need not sum to 1. Raises ZeroDivisionError when they sum to 0."""
    return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
