"""A run as flat rows: one a result (long), or one a candidate with a column a criterion (wide)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from siteplan.criterion import GROUPS, CriterionResult
from siteplan.ranking import RankedCandidate
from siteplan.run import Run
from siteplan.scorecard import Weighting
from siteplan.writers.plain import plain
from siteplan.writers.results_json import suggestion_record

Row = dict[str, Any]


def result_rows(run: Run) -> list[Row]:
    """One row for every result of every candidate, all with the same keys."""
    weighting = run.ranking.weighting
    return [
        {**_identity(candidate), **_result(result, weighting)}
        for candidate in run.ranking.candidates
        for result in candidate.scorecard.results
    ]


def candidate_rows(run: Run) -> list[Row]:
    """One row a candidate; for every criterion its measured value (``<id>``), ``<id>_outcome`` and ``<id>_score``."""
    rows = []
    for candidate in run.ranking.candidates:
        row = _identity(candidate) | _totals(candidate)
        for result in candidate.scorecard.results:
            name, quantity = result.spec.id, result.finding.quantity
            row[name] = None if quantity is None else plain(quantity.value)
            row[f"{name}_outcome"] = result.outcome.value
            row[f"{name}_score"] = plain(result.score)
        rows.append(row)
    columns = dict.fromkeys(key for row in rows for key in row)
    return [{key: row.get(key) for key in columns} for row in rows]


def _identity(candidate: RankedCandidate) -> Row:
    card = candidate.scorecard
    return {"candidate": card.id, "name": card.name, "rank": candidate.rank}


def _totals(candidate: RankedCandidate) -> Row:
    total, serves = candidate.scores.total, candidate.scores.serves
    return {
        "rank_group": candidate.rank_group, "status": candidate.status, "score": plain(total.score),
        "score_low": plain(total.low), "score_high": plain(total.high), "coverage": plain(total.coverage),
        **{group: plain(serves[group].score) if group in serves else None for group in GROUPS},
        "unmet_requirements": ", ".join(check.criterion for check in candidate.requirements("unmet")) or None,
        "undetermined_requirements":
            ", ".join(check.criterion for check in candidate.requirements("undetermined")) or None,
        "below_floors": ", ".join(candidate.below_floors) or None,
    }  # fmt: skip


def _result(result: CriterionResult, weighting: Weighting) -> Row:
    finding, weight = result.finding, weighting.criteria.get(result.spec.id)
    values: Mapping[str, Any] = plain(finding.values)
    suggestions = [suggestion_record(one) for one in finding.suggestions]
    return {
        "criterion": result.spec.id, "family": result.spec.family, "importance": result.spec.importance,
        "outcome": result.outcome.value, "score": plain(result.score), "score_low": plain(result.score_low),
        "score_high": plain(result.score_high),
        "value": None if finding.quantity is None else plain(finding.quantity.value),
        "unit": result.spec.unit if finding.quantity is None else finding.quantity.unit,
        "low": plain(finding.low), "high": plain(finding.high),
        "weight": None if weight is None else plain(weight.value), "missing": result.missing,
        "sensitive_to_drawing": result.sensitive,
        "failing": ", ".join(finding.failing) or None,
        "suggestions": json.dumps(suggestions, ensure_ascii=False) if suggestions else None,
        "values": json.dumps(values, ensure_ascii=False) if values else None,
    }  # fmt: skip
