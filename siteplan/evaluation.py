"""One candidate against many criteria: limits by level, outcomes, requirements."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from siteplan.context import LayoutContext, PlotContext
from siteplan.context.layout_groups import groups
from siteplan.context.portfolio import PortfolioContext
from siteplan.criterion import (
    CriterionResult,
    CriterionSpec,
    DeclaredAttribute,
    Finding,
    Level,
    Outcome,
    ParameterUse,
    Quantity,
    Unit,
    Value,
    outcome_of_score,
)
from siteplan.errors import Issue, MissingDataError, NotApplicableError
from siteplan.model import STAGES, DataSource, Programme, ProgrammeValue, Stage
from siteplan.profile import Condition, Profile, Requirement
from siteplan.scorecard import RequirementCheck, RequirementState, Scorecard

Evaluator = Callable[..., Finding]
CO_LOCATED_UNITS = 4
"""Units that stand together from which they are co-located (catalogue, staffing_hours)."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a run settles besides the criterion files: the profile, and limits and waivers of site and command line.

    Limits are keyed ``criterion.parameter``.
    """

    profile: Profile
    site_limits: Mapping[str, float] = field(default_factory=dict)
    command_limits: Mapping[str, float] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One criterion with all that is the same for every candidate."""

    spec: CriterionSpec
    evaluator: Evaluator | None
    used: Mapping[str, ParameterUse]
    limits: Mapping[str, float]
    requirements: tuple[tuple[str, Requirement], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Criteria with their limits and requirements settled, to be asked of any number of candidates."""

    settings: Settings
    asked: tuple[_Question, ...]

    @classmethod
    def of(cls, criteria: Sequence[tuple[CriterionSpec, Evaluator | None]], settings: Settings) -> Questions:
        """Settle limits by level and find each criterion's requirements, once for a run."""
        asked = []
        for spec, evaluator in criteria:
            used = parameters_used(spec, settings)
            limits = {name: use.value for name, use in used.items()}
            requirements = tuple(_requirements_of(spec, settings.profile))
            asked.append(_Question(spec=spec, evaluator=evaluator, used=used, limits=limits, requirements=requirements))
        return cls(settings=settings, asked=tuple(asked))


def evaluate(
    context: PlotContext | LayoutContext | PortfolioContext,
    criteria: Sequence[tuple[CriterionSpec, Evaluator | None]] | Questions,
    *,
    settings: Settings,
    candidate: tuple[str, str],
    stage: Stage,
    issues: Sequence[Issue] = (),
    sources: Sequence[DataSource] = (),
) -> Scorecard:
    """Evaluate each criterion on one candidate; ``candidate`` is its id and name.

    A criterion without a function is a declared attribute and read from the programme. Missing data make a result
    undetermined; any other exception is a bug and surfaces. Who asks many candidates settles the ``Questions`` once.
    """
    questions = criteria if isinstance(criteria, Questions) else Questions.of(criteria, settings)
    conditions = conditions_of(context)
    results = []
    checks = []
    for question in questions.asked:
        result = _evaluate_one(context, question, stage)
        spec = question.spec
        for name, requirement in question.requirements:
            if requirement.when == "always" or requirement.when in conditions:
                check = _check(result, requirement, settings.waivers.get(name) or settings.waivers.get(spec.id))
                checks.append(check)
                if check.state in ("unmet", "waived") and requirement.on_fail != "warn":
                    result = replace(result, outcome=Outcome.NOT_MET)
        results.append(result)
    return Scorecard(
        id=candidate[0], name=candidate[1], stage=stage, results=tuple(results), conditions=conditions,
        requirements=tuple(checks), issues=tuple(issues), sources=tuple(sources),
    )  # fmt: skip


def conditions_of(context: PlotContext | LayoutContext | PortfolioContext) -> frozenset[Condition]:
    """Which of the profile's conditions hold for this candidate; what is not known holds neither way."""
    conditions: set[Condition] = {"always"}
    staffed: bool | None
    units: int | None
    if isinstance(context, LayoutContext):
        staffed, units = context.staffed_base, max(map(len, groups(context)), default=0)
    else:
        declared = context.programme.get("staffed_base")
        staffed = declared if isinstance(declared, bool) else None
        wanted = context.programme.get("units_wanted")
        units = wanted if isinstance(wanted, int) else None
    if staffed is not None:
        conditions.add("staffed_base" if staffed else "no_staffed_base")
    if units is not None and units >= CO_LOCATED_UNITS:
        conditions.add("co_located")
    return frozenset(conditions)


def _requirements_of(spec: CriterionSpec, profile: Profile) -> list[tuple[str, Requirement]]:
    return [(name, r) for name, r in profile.requirements.items() if name.split(":", 1)[0] == spec.id]


def _evaluate_one(
    context: PlotContext | LayoutContext | PortfolioContext, question: _Question, stage: Stage
) -> CriterionResult:
    spec, evaluator, used = question.spec, question.evaluator, question.used
    if spec.stage != stage and STAGES.index(spec.stage) > STAGES.index(stage):
        return _result(spec, Finding(), Outcome.LATER, used)
    try:
        if evaluator is None:
            finding = declared_finding(spec, context.programme)
        else:
            finding = evaluator(context, question.limits)
    except MissingDataError as error:
        unknown = None if spec.importance == "information" else (0.0, 1.0)
        return _result(
            spec, Finding(), Outcome.UNDETERMINED, used, interval=unknown, missing=(error.missing, error.values)
        )
    except NotApplicableError as error:
        return _result(spec, Finding(), Outcome.NOT_APPLICABLE, used, missing=(error.reason, error.values))
    if spec.importance == "information":
        return _result(spec, finding, Outcome.NOTED, used)
    return _scored(spec, finding, used)


def _scored(spec: CriterionSpec, finding: Finding, used: Mapping[str, ParameterUse]) -> CriterionResult:
    """Score and interval from the curve where the file has one; undetermined where the interval spans outcomes."""
    score, low, high = finding.score, finding.score_low, finding.score_high
    if score is None and spec.curve is not None and (finding.quantity is not None or finding.low is not None):
        value = finding.quantity.value if finding.quantity is not None else None
        least = finding.low if finding.low is not None else value
        most = finding.high if finding.high is not None else value
        assert least is not None and most is not None
        low, high = spec.curve.score_range(least, most)
        score = spec.curve.score(value) if value is not None else low
    if score is None and (low is None or high is None):
        raise ValueError(f"{spec.id}: a scored criterion returns a score, or a quantity for its curve")
    low, high = (score if low is None else low), (score if high is None else high)
    assert low is not None and high is not None
    outcomes = {outcome_of_score(low, spec.cuts), outcome_of_score(high, spec.cuts)}
    if finding.worst is not None:  # a free choice widens the interval after it has been looked at for what is unknown
        low = min(low, finding.worst if spec.curve is None else spec.curve.score(finding.worst))
    if score is None or len(outcomes) > 1:
        return _result(spec, finding, Outcome.UNDETERMINED, used, interval=(low, high), missing=_why_open(finding))
    return _result(spec, finding, outcome_of_score(score, spec.cuts), used, score=score, interval=(low, high))


def _why_open(finding: Finding) -> tuple[str, Mapping[str, str]]:
    """What would narrow an interval: what the criterion names, else a larger map."""
    return "+".join(finding.missing) or "interval", {}


def _result(
    spec: CriterionSpec,
    finding: Finding,
    outcome: Outcome,
    used: Mapping[str, ParameterUse],
    *,
    score: float | None = None,
    interval: tuple[float, float] | None = None,
    missing: tuple[str, Mapping[str, str]] | None = None,
) -> CriterionResult:
    key, values = missing or (None, {})
    low, high = interval or (None, None)
    return CriterionResult(
        spec=spec, outcome=outcome, score=score, score_low=low, score_high=high, finding=finding,
        parameters=used, missing=key, missing_values=values,
    )  # fmt: skip


def parameters_used(spec: CriterionSpec, settings: Settings) -> dict[str, ParameterUse]:
    """Each parameter's value and the level that set it: criterion < profile < site < command line."""
    levels: tuple[tuple[Level, Mapping[str, float]], ...] = (
        ("profile", settings.profile.limits), ("site", settings.site_limits), ("command", settings.command_limits)
    )  # fmt: skip
    used = {}
    for name, parameter in spec.parameters.items():
        value, level = parameter.value, "criterion"
        for candidate_level, limits in levels:
            if f"{spec.id}.{name}" in limits:
                value, level = limits[f"{spec.id}.{name}"], candidate_level
        used[name] = ParameterUse(value=value, unit=parameter.unit, basis=parameter.basis, level=level)  # type: ignore[arg-type]
    return used


def declared_finding(spec: CriterionSpec, programme: Programme) -> Finding:
    """The generic evaluator: a declared attribute read from the programme, scored by value or by the file's curve."""
    declared = spec.declared
    if declared is None:
        raise ValueError(f"{spec.id} has neither a function nor a [declared] table")
    for needed in declared.requires:
        if programme.get(needed) is None:
            raise MissingDataError(f"declared_{needed}")
        if programme[needed] is False:
            raise NotApplicableError(f"without_{needed}")
    value = programme.get(declared.key)
    if value is None:
        raise MissingDataError(f"declared_{declared.key}")
    if isinstance(value, tuple):
        return _checklist(declared, value, unit=spec.unit)
    values: dict[str, Value] = {declared.key: value}
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        quantity = Quantity(value=float(value), unit=spec.unit)
        return Finding(
            quantity=quantity, score=declared.scores.get(_word(value)) if spec.curve is None else None, values=values
        )
    return Finding(score=declared.scores.get(_word(value)), values=values)


def _checklist(declared: DeclaredAttribute, given: tuple[str, ...], *, unit: Unit) -> Finding:
    """A list: the share of the items asked for that are in it. What is given beyond them counts for nothing.

    Without allowed items, or in a unit that is no share (information), it is only shown.
    """
    present = [item for item in declared.allowed if item in given]
    lacking = [item for item in declared.allowed if item not in given]
    values: dict[str, Value] = {declared.key: ", ".join(present if declared.allowed else given) or "nothing"}
    if not declared.allowed or unit != "share":
        return Finding(values=values)
    share = len(present) / len(declared.allowed)
    values |= {"lacking": ", ".join(lacking) or "nothing", "present_count": len(present)}
    values["asked_count"] = len(declared.allowed)
    return Finding(quantity=Quantity(value=share, unit=unit), values=values)


def _word(value: ProgrammeValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check(result: CriterionResult, requirement: Requirement, waiver: str | None) -> RequirementCheck:
    state: RequirementState
    if result.outcome in (Outcome.NOT_APPLICABLE, Outcome.LATER):
        state = "met" if result.outcome is Outcome.NOT_APPLICABLE else "undetermined"
    elif requirement.min_score is not None:
        state = _bounded(result.score_low, result.score_high, requirement.min_score)
    else:
        state = _within_limit(result, requirement)
    if state == "unmet" and waiver:
        state = "waived"
    return RequirementCheck(criterion=result.spec.id, requirement=requirement, state=state, waiver=waiver)


def _bounded(low: float | None, high: float | None, minimum: float) -> RequirementState:
    if low is not None and low >= minimum - 1e-9:
        return "met"
    return "unmet" if high is not None and high < minimum - 1e-9 else "undetermined"


def _within_limit(result: CriterionResult, requirement: Requirement) -> RequirementState:
    """The quantity against the limit; the curve tells which side is worse (falling: more is worse)."""
    curve, quantity, limit = result.spec.curve, result.finding.quantity, requirement.limit
    if quantity is None or limit is None:
        return "undetermined"
    more_is_worse = curve is None or curve.points[0][1] >= curve.points[-1][1]
    holds = quantity.value <= limit + 1e-9 if more_is_worse else quantity.value >= limit - 1e-9
    return "met" if holds else "unmet"
