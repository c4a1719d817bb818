"""What is kept of a plot when a million are screened: one row of numbers and words, without its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from siteplan.criterion import GROUPS, CriterionSpec
from siteplan.model import Plot
from siteplan.profile import Profile
from siteplan.ranking import NO_SCORE, STATUSES, Placing, places, standing
from siteplan.scorecard import RequirementCheck, Scorecard, Weighting
from siteplan.writers.plain import plain

EXACT = ("_status", "_score", "_low", "_high")
"""Columns by which the plots are ranked, unrounded; they are left out of what is delivered."""

_TOTALS = ("score", "score_low", "score_high", "coverage")
_REQUIREMENTS = ("unmet_requirements", "undetermined_requirements", "below_floors")


def record_schema(specs: Sequence[CriterionSpec]) -> pa.Schema:
    """Columns of a record: as ``writers.result_rows.candidate_rows`` names them, outline last."""
    fields = [("candidate", pa.string()), ("name", pa.string())]
    fields += [(name, pa.int8() if name == "_status" else pa.float64()) for name in EXACT]
    fields += [("status", pa.string()), *((name, pa.float64()) for name in _TOTALS)]
    fields += [(group, pa.float64()) for group in GROUPS]
    fields += [(name, pa.string()) for name in _REQUIREMENTS]
    for spec in specs:
        fields += [(spec.id, pa.float64()), (f"{spec.id}_outcome", pa.string()), (f"{spec.id}_score", pa.float64())]
    fields += [("geometry", pa.binary())]
    return pa.schema(fields)


def records_of(
    cards: Sequence[Scorecard], plots: Sequence[Plot], specs: Sequence[CriterionSpec], weighting: Weighting,
    profile: Profile,
) -> pa.Table:  # fmt: skip
    """One row a plot, in the plots' order; their scorecards may then be forgotten."""
    schema = record_schema(specs)
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for card in cards:
        row = standing(card, weighting, profile)
        total, serves = row.scores.total, row.scores.serves
        columns["candidate"].append(card.id)
        columns["name"].append(card.name)
        columns["_status"].append(STATUSES.index(row.status))
        columns["_score"].append(NO_SCORE if total.score is None else total.score)
        columns["_low"].append(total.low)
        columns["_high"].append(total.high)
        columns["status"].append(row.status)
        for name, value in zip(_TOTALS, (total.score, total.low, total.high, total.coverage), strict=True):
            columns[name].append(plain(value))
        for group in GROUPS:
            columns[group].append(plain(serves[group].score) if group in serves else None)
        columns["unmet_requirements"].append(_named(card.requirements, "unmet"))
        columns["undetermined_requirements"].append(_named(card.requirements, "undetermined"))
        columns["below_floors"].append(", ".join(row.below_floors) or None)
        for result in card.results:
            name, quantity = result.spec.id, result.finding.quantity
            columns[name].append(None if quantity is None else plain(quantity.value))
            columns[f"{name}_outcome"].append(result.outcome.value)
            columns[f"{name}_score"].append(plain(result.score))
    columns["geometry"] = shapely.to_wkb([_multi(plot.boundary) for plot in plots]).tolist()
    return pa.table(columns, schema=schema)


def _named(checks: Sequence[RequirementCheck], state: str) -> str | None:
    return ", ".join(check.criterion for check in checks if check.state == state) or None


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([geometry]) if isinstance(geometry, Polygon) else geometry


def places_of_records(exact: Mapping[str, NDArray[np.generic]], ids: Sequence[str]) -> Placing:
    """Order, ranks and groups of records: the rule that ranks scorecards, over the columns ``EXACT``."""
    return places(
        status=np.asarray(exact["_status"], dtype=np.int8), score=np.asarray(exact["_score"], dtype=np.float64),
        low=np.asarray(exact["_low"], dtype=np.float64), high=np.asarray(exact["_high"], dtype=np.float64), ids=ids,
    )  # fmt: skip


def delivered(table: pa.Table, *, rank: NDArray[np.int32], group: NDArray[np.int32]) -> pa.Table:
    """Records as they are handed over: ranks filled in (null where there is none), the exact columns left out."""
    out = table.drop_columns(list(EXACT))
    out = out.add_column(2, "rank", pa.array(rank, mask=rank == 0, type=pa.int32()))
    return out.add_column(3, "rank_group", pa.array(group, mask=group == 0, type=pa.int32()))
