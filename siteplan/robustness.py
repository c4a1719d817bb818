"""How firm an order is: in how many of the worlds that the data and the judgements allow each candidate comes first.

Stochastic multicriteria acceptability analysis (SMAA-2): weights, limits and missing data are drawn from what is
allowed, and the candidates ordered anew in each draw. Nothing is fitted, and no candidate's draws depend on another.

References
----------
Lahdelma, R. & Salminen, P. (2001). SMAA-2: Stochastic multicriteria acceptability analysis for group decision making.
Operations Research 49(3), 444-454. https://doi.org/10.1287/opre.49.3.444.11220 (rank acceptability, central weights).
Leskinen, P., Viitanen, J., Kangas, A. & Kangas, J. (2006). Alternatives to incorporate uncertainty and risk attitude in
multicriteria evaluation of forest plans. Forest Science 52(3), 304-312 (pairwise winning shares).
Tervonen, T. & Lahdelma, R. (2007). Implementing stochastic multicriteria acceptability analysis. European Journal of
Operational Research 178(2), 500-513. https://doi.org/10.1016/j.ejor.2005.12.037 (sampling, number of draws).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from siteplan.decision_table import DecisionTable, Floats, Indices, Variants, Worlds, decision_table, totals
from siteplan.limit_variants import curve_variants, stretches
from siteplan.ranking import Ranking

Cause = Literal["together", "weights", "limits", "missing", "any_weights"]
CAUSES: tuple[Cause, ...] = ("together", "weights", "limits", "missing", "any_weights")
Verdict = Literal["alone", "clear", "likely", "open"]

CLEAR = 0.95
"""Share of the draws in which one candidate must beat another to stand clearly ahead of it."""
LIKELY = 0.8
"""Share of the draws in which the first must come first for its place to be called likely."""
FOLLOWED = 24
"""Candidates, from the first, of which every draw's total is kept: for winning shares."""
RANKED_IN_FULL = 300
"""Up to so many candidates, the share of every rank is counted; beyond, only that of the first."""
TIED = 1e-9
_BLOCK = 2_000_000
"""Cells (candidates times draws) that are held at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What may vary, and how finely it is tried.

    Parameters
    ----------
    draws, seed
        Of the simulation; the same seed gives the same shares.
    factor
        Each weight may lie between a ``factor``-th and ``factor`` times what it is (log-uniform).
    ranges
        Instead, by criterion id: least and greatest weight (uniform), as a user or a workshop gave them.
    """

    draws: int = 2000
    seed: int = 20011
    factor: float = 2.0
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """How firm the order is. Ids as in the ranking; shares 0-1.

    Parameters
    ----------
    settings
        How many settings of the limits were tried; ``measured_again`` says whether the measures were repeated.
    first
        By cause: in which share of the draws each candidate comes first (ties shared).
    ranks
        With everything varied: the share of each rank, for up to RANKED_IN_FULL candidates.
    beats
        With everything varied, among the first FOLLOWED: in which share of the draws one beats the other.
    central
        Weights under which a candidate comes first, on average over all possible weights; sums to 1.
    groups
        A candidate shares the group of the best one that does not beat it in at least CLEAR of the draws.
    """

    allowed: Allowed
    settings: int
    measured_again: bool
    first: Mapping[Cause, Mapping[str, float]]
    ranks: Mapping[str, tuple[float, ...]]
    beats: Mapping[str, Mapping[str, float]]
    central: Mapping[str, Mapping[str, float]]
    groups: Mapping[str, int]
    leader: str | None
    verdict: Verdict

    def group(self, number: int) -> tuple[str, ...]:
        """The candidates of one group, in rank order."""
        return tuple(name for name, group in self.groups.items() if group == number)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """One simulation: shares of first places, totals of the first few, groups, rank shares, winners by draw."""

    first: Floats
    kept: Floats
    groups: tuple[int, ...]
    ranks: Floats | None
    winners: tuple[Indices, Indices]


def firmness(
    ranking: Ranking,
    *,
    allowed: Allowed | None = None,
    variants: Mapping[int, Variants] | None = None,
    measured_again: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Firmness:
    """How firm a ranking's order is.

    Parameters
    ----------
    ranking
        Candidates with a rank take part; the excluded and those of which too little is known do not.
    variants
        Scores under other limits by column of the decision table; default: the assumed curves stretched.
    measured_again
        Whether ``variants`` holds measures repeated under other limits.
    progress
        Called with (simulations done, in all).
    """
    allowed = allowed or Allowed()
    table = decision_table(ranking)
    found = curve_variants(ranking, table, stretches()) if variants is None else variants
    table = replace(table, variants=found)
    runs: dict[Cause, Simulated] = {}
    for index, cause in enumerate(CAUSES):
        runs[cause] = simulate(table, worlds_of(table, allowed, cause), full=cause == "together")
        if progress is not None:
            progress(index + 1, len(CAUSES))
    together = runs["together"]
    leader = table.ids[0] if table.ids else None
    return Firmness(
        allowed=allowed, settings=max((len(v.score) for v in found.values()), default=1),
        measured_again=measured_again, leader=leader,
        first={cause: _named(table, run.first) for cause, run in runs.items()},
        ranks={} if together.ranks is None else {
            name: tuple(float(share) for share in row) for name, row in zip(table.ids, together.ranks, strict=True)
        },
        beats=_beats(table, together.kept), groups=dict(zip(table.ids, together.groups, strict=True)),
        central=_central(table, runs["any_weights"], worlds_of(table, allowed, "any_weights")),
        verdict=_verdict(together),
    )  # fmt: skip


def with_groups(ranking: Ranking, groups: Mapping[str, int]) -> Ranking:
    """The ranking with the groups that a simulation found."""
    candidates = tuple(replace(c, rank_group=groups.get(c.scorecard.id)) for c in ranking.candidates)
    return replace(ranking, candidates=candidates)


def worlds_of(table: DecisionTable, allowed: Allowed, cause: Cause) -> Worlds:
    """The worlds of one cause: what varies is drawn, the rest is as in use.

    "any_weights": uniform on the simplex of all criteria that weigh anything, whatever their weights in use.
    """
    count = allowed.draws
    stated = np.array([np.nan if f.stated is None else f.stated for f in table.families])
    families = np.broadcast_to(stated, (count, stated.size))
    weights = np.broadcast_to(table.weights, (count, table.weights.size))
    if cause == "any_weights":
        weights = _columns([_stream(allowed, f"any {n}").exponential(size=count) for n in table.criteria], count)
        weights = weights / weights.sum(axis=1, keepdims=True)
        families = np.full_like(families, np.nan)
    elif cause in ("weights", "together"):
        near = [_near(allowed, n, w) for n, w in zip(table.criteria, table.weights, strict=True)]
        weights = _columns(near, count)
        of_families = [_near(allowed, f.name, np.nan if f.stated is None else f.stated) for f in table.families]
        families = _columns(of_families, count)
    settings = {}
    if cause in ("limits", "together"):
        settings = {
            column: _stream(allowed, f"limit {table.criteria[column]}").integers(len(variants.score), size=count)
            for column, variants in table.variants.items()
        }
    return Worlds(
        weights=weights, family_weights=families, settings=settings, missing=cause in ("missing", "together"),
        seed=allowed.seed,
    )  # fmt: skip


def _columns(columns: Sequence[Floats], count: int) -> Floats:
    return np.stack(columns, axis=-1) if columns else np.zeros((count, 0))


def _stream(allowed: Allowed, name: str) -> np.random.Generator:
    """Each judgement has its own stream, so that one criterion more changes nothing in the draws of the others."""
    return np.random.default_rng([allowed.seed, zlib.crc32(name.encode())])


def _near(allowed: Allowed, name: str, weight: float) -> Floats:
    generator = _stream(allowed, f"near {name}")
    if name in allowed.ranges:
        least, most = allowed.ranges[name]
        return least + (most - least) * generator.random(allowed.draws)
    return np.asarray(weight * allowed.factor ** (2 * generator.random(allowed.draws) - 1))


def simulate(table: DecisionTable, worlds: Worlds, *, full: bool = True) -> Simulated:
    """Order the candidates in every world, some candidates at a time so that memory stays bounded.

    Parameters
    ----------
    full
        Also count every rank (few candidates) and form groups; otherwise only first places.
    """
    count = len(table.ids)
    block = max(1, _BLOCK // max(1, worlds.count))
    best = np.full(worlds.count, -np.inf)
    at_top: list[tuple[Indices, Indices, Floats]] = []
    kept = np.zeros((min(count, FOLLOWED), worlds.count))
    leaders: list[Floats] = []
    groups: list[int] = []
    every = []
    for start in range(0, count, block):
        found = totals(table, worlds, rows=slice(start, start + block))
        top = found.max(axis=0)
        rows, draws = np.nonzero((found >= top - TIED) & (found >= best - TIED))
        at_top.append((rows + start, draws, found[rows, draws]))
        best = np.maximum(best, top)
        if start < kept.shape[0]:
            stop = min(kept.shape[0], start + block)
            kept[start:stop] = found[: stop - start]
        if full:
            groups += _grouped(found, leaders)
            if count <= RANKED_IN_FULL:
                every.append(found)
    first, winners = _firsts(at_top, best, count)
    ranks = _rank_shares(np.concatenate(every)) if every else None
    return Simulated(first=first, kept=kept, groups=tuple(groups), ranks=ranks, winners=winners)


def _firsts(
    at_top: list[tuple[Indices, Indices, Floats]], best: Floats, count: int
) -> tuple[Floats, tuple[Indices, Indices]]:
    """Shares of first places, those that tie sharing one, and who is first in which draw."""
    if not at_top:
        return np.zeros(count), (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))
    rows, draws, values = (np.concatenate(part) for part in zip(*at_top, strict=True))
    stays = values >= best[draws] - TIED
    rows, draws = rows[stays], draws[stays]
    sharing = np.bincount(draws, minlength=best.size)
    shares = np.bincount(rows, weights=1.0 / sharing[draws], minlength=count) / best.size
    return np.asarray(shares), (rows, draws)


def _grouped(found: Floats, leaders: list[Floats]) -> list[int]:
    """The group of each further candidate, in rank order; a new group's leader is added to ``leaders``."""
    groups = np.zeros(found.shape[0], dtype=np.intp)
    for number, leader in enumerate(leaders):
        groups[(groups == 0) & (_wins(leader, found) < CLEAR)] = number + 1
    while (groups == 0).any():
        row = int(np.flatnonzero(groups == 0)[0])
        leaders.append(found[row].copy())
        alike = (groups == 0) & (_wins(found[row], found) < CLEAR)
        alike[row] = True
        groups[alike] = len(leaders)
    return [int(group) for group in groups]


def _wins(one: Floats, others: Floats) -> Floats:
    """In which share of the draws ``one`` stands above each of the others; ties count half."""
    above, below = (one > others + TIED).mean(axis=1), (one < others - TIED).mean(axis=1)
    return np.asarray(above + (1.0 - above - below) / 2)


def _rank_shares(found: Floats) -> Floats:
    """Share of each rank, shape (candidates, ranks); candidates that tie share the better rank, as in the ranking."""
    count, draws = found.shape
    shares = np.zeros((count, count))
    ascending = np.sort(-found, axis=0)
    for row in range(count):
        places = (ascending < -found[row] - TIED).sum(axis=0)
        shares[row] = np.bincount(places, minlength=count) / draws
    return shares


def _named(table: DecisionTable, shares: Floats) -> dict[str, float]:
    return {name: float(share) for name, share in zip(table.ids, shares, strict=True)}


def _beats(table: DecisionTable, kept: Floats) -> dict[str, dict[str, float]]:
    ids = table.ids[: kept.shape[0]]
    shares = [_wins(row, kept) for row in kept]
    return {
        one: {other: float(share) for other, share in zip(ids, row, strict=True) if other != one}
        for one, row in zip(ids, shares, strict=True)
    }


def _central(table: DecisionTable, run: Simulated, worlds: Worlds) -> dict[str, dict[str, float]]:
    """Mean of the weights under which each candidate comes first; absent where it never does."""
    rows, draws = run.winners
    found = {}
    for row in np.unique(rows):
        if row < FOLLOWED:
            mean = worlds.weights[draws[rows == row]].mean(axis=0)
            found[table.ids[row]] = {name: float(w) for name, w in zip(table.criteria, mean, strict=True)}
    return found


def _verdict(together: Simulated) -> Verdict:
    if len(together.first) < 2:
        return "alone"
    if together.groups.count(1) == 1:
        return "clear"
    return "likely" if together.first[0] >= LIKELY else "open"
