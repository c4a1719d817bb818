"""Results as the JSON of INTERFACES section 5: what users script against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from siteplan import __version__
from siteplan.criterion import CriterionResult, Quantity, Suggestion
from siteplan.errors import Issue
from siteplan.model import DataSource
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.scorecard import RequirementCheck, Weighting
from siteplan.text import Language, issue_sentence
from siteplan.writers.decision_record import decision_record
from siteplan.writers.plain import plain, to_json

_WORST_FIRST = ("unmet", "waived", "undetermined", "met")


def results_json(run: Run, *, language: Language = "en") -> str:
    """The whole run as JSON text."""
    return to_json(results_record(run, language=language))


def results_record(run: Run, *, language: Language = "en") -> dict[str, Any]:
    """The whole run as plain records, keys in a stable order.

    Parameters
    ----------
    run
        What was asked and what came out.
    language
        Of the sentences of the issues and of ``firmness``; nothing else in the record is in words.

    Notes
    -----
    Beyond the promised keys: ``status`` and ``below_floors`` of a candidate; ``low`` and ``high`` of a quantity that
    the data give as an interval, ``weight_level`` and ``parameters`` (value, unit, basis and the level that set it) of
    a result; ``redraw``: how often its criterion kept its outcome when the sample layouts were drawn again with small
    errors, and whether this outcome is ``sensitive`` to them. ``warnings`` names the failed requirements that only
    warn. ``waived`` gives each written reason. ``firmness``: how far the order can be trusted, see docs/scoring.md.
    """
    ranking = run.ranking
    return {
        "siteplan": __version__,
        "criteria_hash": run.criteria_fingerprint,
        "command": run.command,
        "profile": ranking.profile.id,
        "crs": run.crs,
        "sources": [_source(source) for source in run.sources],
        "candidates": [_candidate(candidate, ranking.weighting) for candidate in ranking.candidates],
        "weights": _weights(ranking.weighting),
        "issues": [issue_record(issue, language=language) for issue in run.issues],
        "firmness": None if run.decision is None else decision_record(ranking, run.decision, language=language),
    }


def _source(source: DataSource) -> dict[str, Any]:
    return {
        "name": source.name, "date": source.date, "licence": source.licence, "sha256": source.sha256, "url": source.url
    }  # fmt: skip


def issue_record(issue: Issue, *, language: Language) -> dict[str, Any]:
    """One issue with its sentence."""
    return {
        "code": issue.code, "file": issue.file, "element": issue.element, "severity": issue.severity,
        "message": issue_sentence(issue, language),
    }  # fmt: skip


def _weights(weighting: Weighting) -> dict[str, Any]:
    """What each criterion weighs after balancing and, by name, each family that somebody gave a weight."""
    criteria = {name: weight.value for name, weight in weighting.criteria.items()}
    return dict(plain({**criteria, **weighting.families}))


def _candidate(candidate: RankedCandidate, weighting: Weighting) -> dict[str, Any]:
    card, scores = candidate.scorecard, candidate.scores
    total = scores.total
    unmet = candidate.requirements("unmet")
    return {
        "id": card.id, "name": card.name, "rank": candidate.rank, "rank_group": candidate.rank_group,
        "score": plain(total.score), "score_low": plain(total.low), "score_high": plain(total.high),
        "coverage": plain(total.coverage), "stage": card.stage, "status": candidate.status,
        "serves": {group: plain(joined.score) for group, joined in scores.serves.items()},
        "families": {
            family: {"score": plain(joined.score), "min": plain(joined.minimum), "coverage": plain(joined.coverage)}
            for family, joined in scores.families.items()
        },
        "unmet_requirements": [check.criterion for check in unmet if check.requirement.on_fail != "warn"],
        "undetermined_requirements": [check.criterion for check in candidate.requirements("undetermined")],
        "waived": [
            {"criterion": check.criterion, "reason": check.waiver} for check in candidate.requirements("waived")
        ],
        "warnings": [check.criterion for check in unmet if check.requirement.on_fail == "warn"],
        "below_floors": list(candidate.below_floors),
        "results": [_result(result, card.requirements, weighting) for result in card.results],
    }  # fmt: skip


def _result(result: CriterionResult, requirements: Sequence[RequirementCheck], weighting: Weighting) -> dict[str, Any]:
    finding, weight = result.finding, weighting.criteria.get(result.spec.id)
    return {
        "criterion": result.spec.id, "family": result.spec.family, "importance": result.spec.importance,
        "outcome": result.outcome.value, "score": plain(result.score), "score_low": plain(result.score_low),
        "score_high": plain(result.score_high),
        "requirement": _requirement([check for check in requirements if check.criterion == result.spec.id]),
        "quantity": _quantity(finding.quantity), "low": plain(finding.low), "high": plain(finding.high),
        "values": plain(finding.values), "suggestions": [suggestion_record(one) for one in finding.suggestions],
        "failing": list(finding.failing), "missing": result.missing,
        "weight": None if weight is None else plain(weight.value),
        "weight_level": None if weight is None else weight.level, "parameters": _parameters(result),
        "redraw": _redraw(result),
    }  # fmt: skip


def _redraw(result: CriterionResult) -> dict[str, Any] | None:
    test = result.spec.redraw
    if test is None:
        return None
    return {
        "sensitive": result.sensitive, "kept_5_cm": test.kept_5_cm, "kept_10_cm": test.kept_10_cm,
        "least_5_cm": test.least_5_cm, "least_10_cm": test.least_10_cm, "layouts": test.layouts,
    }  # fmt: skip


def suggestion_record(suggestion: Suggestion) -> dict[str, Any]:
    """What would better the result, by how much, and what nobody knows of it yet."""
    return {"suggestion": suggestion.key, **plain(suggestion.values), "unknown": list(suggestion.unknown)}


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    """Value and unit; no quantity where the value is no number ("none found" is said in ``values``)."""
    value = None if quantity is None else plain(quantity.value)
    return None if quantity is None or value is None else {"value": value, "unit": quantity.unit}


def _requirement(checks: Sequence[RequirementCheck]) -> dict[str, Any] | None:
    """The requirement on this criterion; where there are several, the one that stands worst."""
    if not checks:
        return None
    check = min(checks, key=lambda one: _WORST_FIRST.index(one.state))
    rule = check.requirement
    return {
        "state": check.state, "on_fail": rule.on_fail, "when": rule.when, "min_score": plain(rule.min_score),
        "limit": plain(rule.limit), "waiver": check.waiver,
    }  # fmt: skip


def _parameters(result: CriterionResult) -> Mapping[str, Any]:
    return {
        name: {"value": plain(use.value), "unit": use.unit, "basis": use.basis, "level": use.level}
        for name, use in result.parameters.items()
    }
