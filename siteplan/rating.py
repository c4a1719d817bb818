"""Blind ratings: what people are asked of a layout, their answers read back, and how far they and siteplan agree.

Raters see drawings under letters, in an order drawn with a seed, without names, scores or each other's answers.
siteplan's score of a question, 0-1, becomes a rating by ``1 + 4 x score``, rounded.
"""

from __future__ import annotations

import csv
import math
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from siteplan.errors import InputError, Issue
from siteplan.measures.agreement import intraclass_correlation, weighted_kappa
from siteplan.ranking import RankedCandidate
from siteplan.text import Language, number, say

QUESTIONS: tuple[str, ...] = ("overall", "overview", "escape", "privacy", "unit", "cluster", "shared")
"""What is asked: all in all, and six families of criteria."""
POINTS = 5
COLUMNS = ("rater", "layout", "question", "rating")
Answers = Mapping[tuple[str, str, str], int]
"""Rating 1-5 by (rater, letter, question)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two judges agree; ``kappa`` NaN where both always gave the same single rating."""

    one: str
    other: str
    kappa: float
    count: int


def letters(ids: Sequence[str], *, seed: int) -> dict[str, str]:
    """A letter for each layout, in an order that its name does not tell: letter -> id."""
    if len(ids) > len(string.ascii_uppercase):
        raise InputError(Issue(code="too-many-to-rate", values={"most": str(len(string.ascii_uppercase))}))
    order = np.random.default_rng(seed).permutation(len(ids))
    return {string.ascii_uppercase[place]: ids[index] for place, index in enumerate(order)}


def read_answers(paths: Sequence[Path]) -> dict[tuple[str, str, str], int]:
    """The answers of returned forms; an empty rating is none.

    Raises
    ------
    InputError
        "wrong-rating" for everything that is no rating, no question or no column.
    """
    found: dict[tuple[str, str, str], int] = {}
    issues = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), start=2):
                value = (row.get("rating") or "").strip()
                if not value:
                    continue
                rater, letter, question = (str(row.get(name) or "").strip() for name in COLUMNS[:3])
                right = value.isdigit() and 1 <= int(value) <= POINTS and question in QUESTIONS and rater and letter
                if not right:
                    issues.append(Issue(code="wrong-rating", file=path.name, element=str(line)))
                    continue
                found[rater, letter, question] = int(value)
    if issues:
        raise InputError(issues)
    return found


def own_ratings(candidates: Sequence[RankedCandidate], key: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """siteplan's ratings by (letter, question); none where nothing is determined."""
    by_id = {c.scorecard.id: c for c in candidates}
    found = {}
    for letter, name in key.items():
        for question in QUESTIONS:
            scores = by_id[name].scores
            joined = scores.total if question == "overall" else scores.families.get(question)
            if joined is not None and joined.score is not None:
                found[letter, question] = 1 + math.floor(joined.score * (POINTS - 1) + 0.5)
    return found


def agreements(answers: Answers, own: Mapping[tuple[str, str], int]) -> tuple[Agreement, ...]:
    """Every pair of raters, then each rater with siteplan, over what both answered (two answers at least)."""
    raters = sorted({rater for rater, _, _ in answers})
    judged: dict[str, Mapping[tuple[str, str], int]] = {
        rater: {(letter, question): r for (who, letter, question), r in answers.items() if who == rater}
        for rater in raters
    }
    pairs = [(one, other, judged[one], judged[other]) for one, other in combinations(raters, 2)]
    pairs += [(one, "siteplan", judged[one], own) for one in raters]
    found = []
    for one, other, mine, theirs in pairs:
        both = sorted(set(mine) & set(theirs))
        if len(both) >= 2:
            kappa = weighted_kappa([mine[k] - 1 for k in both], [theirs[k] - 1 for k in both], categories=POINTS)
            found.append(Agreement(one=one, other=other, kappa=kappa, count=len(both)))
    return tuple(found)


def icc_of(answers: Answers) -> tuple[float, int, int] | None:
    """ICC(2,1) over what all raters answered, with how many answers and raters; None where there are too few."""
    raters = sorted({rater for rater, _, _ in answers})
    asked = sorted({(letter, question) for _, letter, question in answers})
    rows = [[answers[r, *k] for r in raters] for k in asked if all((r, *k) in answers for r in raters)]
    if len(raters) < 2 or len(rows) < 2:
        return None
    return intraclass_correlation(rows), len(rows), len(raters)


def agreement_lines(answers: Answers, own: Mapping[tuple[str, str], int], language: Language) -> list[str]:
    """The agreement in sentences; says so where there are too few answers."""
    lines = []
    for one in agreements(answers, own):
        key = "agreement.siteplan" if one.other == "siteplan" else "agreement.between"
        values = {"one": one.one, "other": one.other, "kappa": _said(one.kappa, language), "count": str(one.count)}
        lines.append(say("rating", key, language, values))
    icc = icc_of(answers)
    if icc is not None:
        values = {"icc": _said(icc[0], language), "objects": str(icc[1]), "raters": str(icc[2])}
        lines.append(say("rating", "agreement.icc", language, values))
    return lines or [say("rating", "agreement.few", language)]


def _said(value: float, language: Language) -> str:
    return "–" if math.isnan(value) else number(value, language, decimals=2)
