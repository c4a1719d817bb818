"""Everything measured again under other limits: each that is our assumption within its own low and high.

Settings are drawn by Latin hypercube, so that each limit's range is covered evenly however few they are. A setting
changes the limits of every criterion at once; since no criterion reads another's limits, one run gives every criterion
a setting of its own, and the simulation combines them freely. Limits that a site or a user set are left as they set
them.

References
----------
McKay, M. D., Beckman, R. J. & Conover, W. J. (1979). A comparison of three methods for selecting values of input
variables in the analysis of output from a computer code. Technometrics 21(2), 239-245.
https://doi.org/10.1080/00401706.1979.10489755
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from siteplan.break_even import Turn, specs_of
from siteplan.criterion import CriterionSpec
from siteplan.decision_table import DecisionTable, Variants, bounds_of, decision_table, totals, worlds_as_weighed
from siteplan.limit_variants import STRETCH, MeasuredCurves, is_assumed
from siteplan.ranking import Ranking
from siteplan.scorecard import Scorecard, is_applicable

Limits = Mapping[str, float]
Assess = Callable[[Limits], Sequence[Scorecard]]
"""Limits by ``criterion.parameter`` -> the candidates' scorecards measured under them."""
AssessOne = Callable[[str, Limits], Sequence[Scorecard]]
"""The same for one criterion alone."""
Progress = Callable[[int, int], None]

_PARTS = 5
_HALVINGS = 20


def movable(specs: Mapping[str, CriterionSpec], ranking: Ranking) -> dict[str, tuple[float, float]]:
    """The limits that may be varied, by ``criterion.parameter``: assumptions with a range, set by nobody but us."""
    used = {r.spec.id: r.parameters for c in ranking.candidates for r in c.scorecard.results}
    found = {}
    for spec in specs.values():
        for name, parameter in spec.parameters.items():
            use = used.get(spec.id, {}).get(name)
            ours = parameter.basis == "assumption" and (use is None or use.level == "criterion")
            low, high = parameter.low, parameter.high
            if ours and low is not None and high is not None and high > low and spec.importance == "scored":
                found[f"{spec.id}.{name}"] = (low, high)
    return found


def settings_of(ranges: Mapping[str, tuple[float, float]], *, count: int, seed: int) -> list[dict[str, float]]:
    """Latin hypercube: each limit takes one value from each of ``count`` equal parts of its range, in random order."""
    settings: list[dict[str, float]] = [{} for _ in range(count)]
    for name, (low, high) in ranges.items():
        generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
        parts = (generator.permutation(count) + generator.random(count)) / count
        for setting, part in zip(settings, parts, strict=True):
            setting[name] = float(low + part * (high - low))
    return settings


def remeasured(
    ranking: Ranking, assess: Assess, *, count: int, seed: int, progress: Progress | None = None
) -> dict[int, Variants]:
    """Scores of every criterion under ``count`` further settings of its limits, by column of the decision table.

    Assumed curves are stretched at the same time. Where a setting makes a question not arise, the score in use stays.
    """
    table = decision_table(ranking)
    specs = {name: spec for name, spec in specs_of(ranking).items() if name in table.criteria}
    ranges = movable(specs, ranking)
    stretches = settings_of(dict.fromkeys(specs, (-1.0, 1.0)), count=count, seed=seed)
    layers = [(table.score, table.low, table.high)]
    labels: list[dict[str, float]] = [{}]
    for index, limits in enumerate(settings_of(ranges, count=count, seed=seed)):
        if progress is not None:
            progress(index, count)
        cards = {card.id: card for card in assess(limits)}
        factors = {name: STRETCH ** stretches[index][name] for name in specs}
        layers.append(_layer(ranking, table, cards, factors))
        labels.append(limits)
    if progress is not None:
        progress(count, count)
    varied = {key.partition(".")[0] for key in ranges} | {n for n, s in specs.items() if is_assumed(s.curve)}
    return {
        column: Variants(
            score=np.stack([layer[0][:, column] for layer in layers]),
            low=np.stack([layer[1][:, column] for layer in layers]),
            high=np.stack([layer[2][:, column] for layer in layers]), labels=tuple(labels),
        )
        for column, name in enumerate(table.criteria) if name in varied
    }  # fmt: skip


def _layer(
    ranking: Ranking, table: DecisionTable, cards: Mapping[str, Scorecard], factors: Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Score, low and high of every cell under one setting, curves stretched; the ones in use where nothing is asked."""
    score, low, high = table.score.copy(), table.low.copy(), table.high.copy()
    again = replace(
        ranking,
        candidates=tuple(
            replace(c, scorecard=cards.get(c.scorecard.id, c.scorecard)) for c in ranking.candidates
        ),
    )  # fmt: skip
    index = {name: column for column, name in enumerate(table.criteria)}
    rows = {name: row for row, name in enumerate(table.ids)}
    for candidate in again.candidates:
        row = rows.get(candidate.scorecard.id)
        for result in candidate.scorecard.results if row is not None else ():
            column = index.get(result.spec.id)
            if column is not None and is_applicable(result):
                score[row, column], low[row, column], high[row, column] = bounds_of(result)
    curves = MeasuredCurves(again, table)
    for column, spec in curves.specs.items():
        if is_assumed(spec.curve):
            moved = curves.variants(column, [factors[spec.id]])
            asked = table.applicable[:, column]
            for whole, part in ((score, moved.score), (low, moved.low), (high, moved.high)):
                whole[asked, column] = part[0, asked]
    return score, low, high


def parameter_turns(
    ranking: Ranking, variants: Mapping[int, Variants], assess_one: AssessOne, *, progress: Progress | None = None
) -> tuple[Turn, ...]:
    """Limits, within their ranges, at which another candidate would lead, each measured again until it is found.

    Looked for where some setting of a criterion's limits turned the first place by itself.
    """
    table = decision_table(ranking)
    if len(table.ids) < 2:
        return ()
    specs = specs_of(ranking)
    ranges = movable({name: specs[name] for name in table.criteria}, ranking)
    decisive = [column for column, v in variants.items() if _turns_somewhere(table, column, v)]
    turns = []
    for done, column in enumerate(decisive):
        if progress is not None:
            progress(done, len(decisive))
        name = table.criteria[column]
        for key, (low, high) in ranges.items():
            if key.partition(".")[0] == name:
                turns += _parameter_turns(table, column, specs[name], key, (low, high), assess_one)
    if progress is not None and decisive:
        progress(len(decisive), len(decisive))
    return tuple(turns)


def _turns_somewhere(table: DecisionTable, column: int, variants: Variants) -> bool:
    count = len(variants.score)
    varied = replace(table, variants={column: variants})
    plain = worlds_as_weighed(table, np.repeat(table.weights[None, :], count, axis=0))
    keys = totals(varied, replace(plain, settings={column: np.arange(count)}))
    return bool((keys.max(axis=0) > keys[0] + 1e-9).any())


def _parameter_turns(
    table: DecisionTable, column: int, spec: CriterionSpec, key: str, span: tuple[float, float], assess_one: AssessOne
) -> list[Turn]:
    """The nearest turning point on each side of the value in use."""
    parameter = key.partition(".")[2]
    now = spec.parameters[parameter].value

    def leads(value: float) -> int:
        cards = {card.id: card for card in assess_one(spec.id, {key: value})}
        score = table.score.copy()
        for row, name in enumerate(table.ids):
            found = cards[name].result(spec.id) if name in cards else None
            if found is not None and is_applicable(found):
                score[row, column] = bounds_of(found)[0]
        tried = replace(table, score=score)
        keys = totals(tried, worlds_as_weighed(tried))[:, 0]
        return int(np.argmax(keys)) if keys.max() > keys[0] + 1e-9 else 0

    turns = []
    for end in span:
        values = np.linspace(now, end, _PARTS) if end != now else np.array([now])
        for here, there in pairwise(values):
            if leads(float(there)) != 0:
                at, row = _halved(leads, float(here), float(there))
                turns.append(
                    Turn(
                        kind="limit", criterion=spec.id, parameter=parameter, now=now, turns_at=at,
                        unit=spec.parameters[parameter].unit, leads=table.ids[row],
                    )
                )  # fmt: skip
                break
    return turns


def _halved(leads: Callable[[float], int], keeps: float, turns: float) -> tuple[float, int]:
    row = leads(turns)
    for _ in range(_HALVINGS):
        middle = (keeps + turns) / 2
        found = leads(middle)
        if found:
            turns, row = middle, found
        else:
            keeps = middle
    return turns, row
