"""The decision matrix: candidates by criteria as arrays, and their totals in many imagined worlds at once.

A world is one choice of weights, of limits, and of what the missing data would say. The totals are those of
:mod:`siteplan.scorecard`, computed for thousands of worlds by matrix products; a test holds the two together.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from siteplan.criterion import GROUPS, CriterionResult
from siteplan.ranking import FEWEST_FOR_A_FLOOR, RankedCandidate, Ranking
from siteplan.scorecard import GEOMETRIC_FLOOR, is_applicable

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

BELOW_A_FLOOR = 2.0
"""Taken from the total of a candidate below a floor, so that it stands after all that are below none."""
EXCLUDED = 4.0
"""Taken from the total of a candidate that a requirement excludes in that world."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JoinedColumns:
    """Criteria whose scores are joined: a family, or what a floor is asked of.

    ``columns`` marks them, shape (criteria,). ``stated`` is the weight that somebody gave the family.
    """

    name: str
    columns: Bools
    geometric: bool = False
    stated: float | None = None
    floor: float | None = None
    fewest: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variants:
    """One criterion's scores under several settings of its limits, shape (settings, candidates) each.

    Setting 0 is the one in use. ``labels`` holds what each setting is: parameter name -> value, or "" -> stretch.
    """

    score: Floats
    low: Floats
    high: Floats
    labels: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionTable:
    """Scores of the candidates that can be ranked, best first; arrays of shape (candidates, criteria).

    Parameters
    ----------
    weights
        Shape (criteria,): those in use, balanced.
    score, low, high
        0-1; ``score`` is meant where ``determined``. ``low`` and ``high`` bound what is not known.
    least
        The score under which a requirement excludes; minus infinity where none does.
    variants
        By column: other settings of the criterion's limits.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: Floats
    applicable: Bools
    determined: Bools
    score: Floats
    low: Floats
    high: Floats
    least: Floats
    families: tuple[JoinedColumns, ...]
    floors: tuple[JoinedColumns, ...]
    variants: Mapping[int, Variants] = field(default_factory=dict)

    def column(self, criterion: str) -> int:
        """The column of a criterion; ValueError where it takes no part in the scores."""
        return self.criteria.index(criterion)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worlds:
    """Many worlds. ``weights`` of shape (worlds, criteria).

    Parameters
    ----------
    family_weights
        Shape (worlds, families): NaN where a family weighs the sum of its applicable criteria.
    settings
        By column: which of its variants holds, shape (worlds,).
    missing
        Whether what is not known takes a value in its interval; otherwise it is left out, as in the ranking.
    seed
        Of the values that missing data take: each candidate and criterion has its own stream, so that they do not
        depend on who else is compared.
    """

    weights: Floats
    family_weights: Floats
    settings: Mapping[int, Indices] = field(default_factory=dict)
    missing: bool = False
    seed: int = 0

    @property
    def count(self) -> int:
        """How many worlds."""
        return int(self.weights.shape[0])


def decision_table(ranking: Ranking) -> DecisionTable:
    """The matrix of a ranking's candidates that have a rank, in their order.

    Excluded candidates and those of which too little is known take no part: no weight brings them first.
    """
    placed = [c for c in ranking.candidates if c.rank is not None]
    weighting = ranking.weighting
    weighed = {
        r.spec.id: r.spec
        for c in placed
        for r in c.scorecard.results
        if is_applicable(r) and weighting.criteria[r.spec.id].value > 0
    }
    criteria = tuple(weighed)
    index = {name: column for column, name in enumerate(criteria)}
    shape = (len(placed), len(criteria))
    applicable, determined = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    score, low, high = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row, candidate in enumerate(placed):
        for result in candidate.scorecard.results:
            column = index.get(result.spec.id)
            if column is None or not is_applicable(result):
                continue
            applicable[row, column], determined[row, column] = True, result.score is not None
            score[row, column], low[row, column], high[row, column] = bounds_of(result)
    families = tuple(
        JoinedColumns(
            name=family, columns=np.array([weighed[name].family == family for name in criteria], dtype=np.bool_),
            geometric=weighting.means.get(family) == "geometric", stated=weighting.families.get(family),
        )
        for family in dict.fromkeys(spec.family for spec in weighed.values())
    )  # fmt: skip
    floors = [
        _floor(name, floor, [(spec.id, spec.family, spec.serves) for spec in weighed.values()], families)
        for name, floor in ranking.profile.floors.items()
    ]
    return DecisionTable(
        ids=tuple(c.scorecard.id for c in placed), names=tuple(c.scorecard.name for c in placed), criteria=criteria,
        weights=np.array([weighting.criteria[name].value for name in criteria]), applicable=applicable,
        determined=determined, score=score, low=low, high=high, least=_least(placed, index, shape),
        families=families, floors=tuple(f for f in floors if f.columns.any()),
    )  # fmt: skip


def narrowed(table: DecisionTable, count: int) -> DecisionTable:
    """The table with its first ``count`` candidates alone."""
    if count >= len(table.ids):
        return table
    variants = {
        column: Variants(score=v.score[:, :count], low=v.low[:, :count], high=v.high[:, :count], labels=v.labels)
        for column, v in table.variants.items()
    }
    return replace(
        table, ids=table.ids[:count], names=table.names[:count], applicable=table.applicable[:count],
        determined=table.determined[:count], score=table.score[:count], low=table.low[:count],
        high=table.high[:count], least=table.least[:count], variants=variants,
    )  # fmt: skip


def bounds_of(result: CriterionResult) -> tuple[float, float, float]:
    """Score and interval of a result in [0, 1]; where it is undetermined, the score is the interval's middle."""
    low = 0.0 if result.score_low is None else result.score_low
    high = 1.0 if result.score_high is None else result.score_high
    return (low + high) / 2 if result.score is None else result.score, low, high


def _floor(
    name: str, floor: float, specs: Sequence[tuple[str, str, Sequence[str]]], families: Sequence[JoinedColumns]
) -> JoinedColumns:
    """What a floor is asked of: a group, a family or one criterion."""
    if name in GROUPS:
        columns = np.array([name in serves for _, _, serves in specs], dtype=np.bool_)
        return JoinedColumns(name=name, columns=columns, floor=floor, fewest=FEWEST_FOR_A_FLOOR)
    family = next((f for f in families if f.name == name), None)
    if family is not None:
        return JoinedColumns(
            name=name, columns=family.columns, geometric=family.geometric, floor=floor, fewest=FEWEST_FOR_A_FLOOR
        )
    return JoinedColumns(name=name, columns=np.array([i == name for i, _, _ in specs], dtype=np.bool_), floor=floor)


def _least(placed: Sequence[RankedCandidate], index: Mapping[str, int], shape: tuple[int, int]) -> Floats:
    least = np.full(shape, -np.inf)
    for row, candidate in enumerate(placed):
        for check in candidate.scorecard.requirements:
            rule, column = check.requirement, index.get(check.criterion)
            if column is None or rule.on_fail != "exclude" or rule.min_score is None or check.waiver:
                continue
            least[row, column] = max(least[row, column], rule.min_score)
    return least


def worlds_as_weighed(table: DecisionTable, weights: Floats | None = None) -> Worlds:
    """Worlds in which nothing but the weights differs: one with those in use, or those of shape (worlds, criteria)."""
    given = table.weights[None, :] if weights is None else weights
    stated = np.array([np.nan if f.stated is None else f.stated for f in table.families])
    return Worlds(weights=given, family_weights=np.broadcast_to(stated, (given.shape[0], stated.size)))


def totals(table: DecisionTable, worlds: Worlds, *, rows: slice = slice(None)) -> Floats:
    """The total of each candidate in each world, shape (candidates, worlds).

    A candidate below a floor in a world has BELOW_A_FLOOR less, one that a requirement excludes has EXCLUDED less, so
    that ordering by these totals is the ordering of the ranking.
    """
    mask = table.applicable[rows] if worlds.missing else table.determined[rows]
    known = _Drawn(table, worlds, rows)
    above, below = np.zeros((mask.shape[0], worlds.count)), np.zeros((mask.shape[0], worlds.count))
    for index, family in enumerate(table.families):
        if family.columns.any():
            mean, held, _ = known.joined(family, mask)
            weight = _sum_of_weights(worlds.weights, family.columns, table.applicable[rows])
            stated = worlds.family_weights[:, index]
            weight = np.where(np.isnan(stated), weight, stated) * (held > 0)
            above += weight * mean
            below += weight
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.where(below > 0, above / below, 0.0)
    for floor in table.floors:
        mean, held, counted = known.joined(floor, mask)
        assert floor.floor is not None
        found -= BELOW_A_FLOOR * ((held > 0) & (counted >= floor.fewest)[:, None] & (mean < floor.floor - 1e-12))
    for column in np.flatnonzero(np.isfinite(table.least[rows]).any(axis=0)):
        single = JoinedColumns(name="", columns=np.arange(len(table.criteria)) == column)
        mean, held, _ = known.joined(single, mask)
        found -= EXCLUDED * ((held > 0) & (mean < table.least[rows, column][:, None] - 1e-9))
    return found


def _sum_of_weights(weights: Floats, columns: Bools, mask: Bools) -> Floats:
    """Sum of the weights of marked criteria that a candidate has: (candidates or 1, worlds)."""
    if mask[:, columns].all():
        alike: Floats = weights[:, columns].sum(axis=1)[None, :]
        return alike
    product: Floats = mask[:, columns].astype(np.float64) @ weights[:, columns].T
    return product


class _Drawn:
    """The scores of some candidates in every world, ready to be joined in one matrix product a mean."""

    def __init__(self, table: DecisionTable, worlds: Worlds, rows: slice) -> None:
        self._weights = worlds.weights
        scores, spread, owners, selectors = [], [], [], []
        self._settings: dict[int, Indices] = {}
        for column in range(len(table.criteria)):
            variants = table.variants.get(column)
            chosen = worlds.settings.get(column)
            if variants is None or chosen is None:
                block = table.low[rows, column] if worlds.missing else table.score[rows, column]
                width = table.high[rows, column] - table.low[rows, column]
                blocks, widths = block[None, :], width[None, :]
                selectors.append(np.ones((1, worlds.count)))
            else:
                blocks = variants.low[:, rows] if worlds.missing else variants.score[:, rows]
                widths = variants.high[:, rows] - variants.low[:, rows]
                selectors.append((chosen[None, :] == np.arange(blocks.shape[0])[:, None]).astype(np.float64))
                self._settings[column] = chosen
            scores.append(blocks)
            spread.append(widths)
            owners += [column] * blocks.shape[0]
        self._owners = np.array(owners, dtype=np.intp)
        self._selectors = np.concatenate(selectors) if selectors else np.zeros((0, worlds.count))
        stacked = np.concatenate(scores) if scores else np.zeros((0, 0))
        self._plain, self._logs = stacked, np.log(np.maximum(GEOMETRIC_FLOOR, stacked))
        self._open = _open_cells(table, worlds, rows, scores, spread) if worlds.missing else []

    def joined(self, group: JoinedColumns, mask: Bools) -> tuple[Floats, Floats, npt.NDArray[np.intp]]:
        """Weighted mean in each world, the weight that it rests on, and on how many criteria: (candidates, worlds)."""
        taken = group.columns[self._owners]
        owners = self._owners[taken]
        weighted = self._selectors[taken] * self._weights.T[owners]
        values = (self._logs if group.geometric else self._plain)[taken] * mask.T[owners]
        summed = values.T @ weighted
        for row, column, plain, logs in self._open:
            if group.columns[column] and mask[row, column]:
                summed[row] += self._weights[:, column] * (logs if group.geometric else plain)
        held = _sum_of_weights(self._weights, group.columns, mask)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(held > 0, summed / held, 0.0)
        return (np.exp(mean) if group.geometric else mean), held, mask[:, group.columns].sum(axis=1)


def _open_cells(
    table: DecisionTable, worlds: Worlds, rows: slice, scores: Sequence[Floats], spread: Sequence[Floats]
) -> list[tuple[int, int, Floats, Floats]]:
    """What each unknown score adds to its lower bound in every world, plain and as logarithm."""
    found = []
    ids = table.ids[rows]
    for column, widths in enumerate(spread):
        stream = zlib.crc32(table.criteria[column].encode())
        for row in np.flatnonzero((widths > 0).any(axis=0) & table.applicable[rows, column]):
            generator = np.random.default_rng([worlds.seed, stream, zlib.crc32(ids[row].encode())])
            part = generator.random(worlds.count)
            chosen = worlds.settings.get(column) if widths.shape[0] > 1 else None
            low = scores[column][0 if chosen is None else chosen, row]
            wide = widths[0 if chosen is None else chosen, row]
            value = low + part * wide
            logs = np.log(np.maximum(GEOMETRIC_FLOOR, value)) - np.log(np.maximum(GEOMETRIC_FLOOR, low))
            found.append((int(row), column, np.asarray(part * wide), np.asarray(logs)))
    return found
