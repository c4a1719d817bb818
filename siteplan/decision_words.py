"""A decision in whole sentences, Norwegian bokmål and English: for the command line, the pages and the reports."""

from __future__ import annotations

from collections.abc import Sequence

from siteplan.break_even import Turn, specs_of
from siteplan.criterion import CriterionResult, Quantity
from siteplan.decision import Decision
from siteplan.explanation import Difference, Part, Standing, Unknown, difference
from siteplan.ranking import RankedCandidate, Ranking
from siteplan.robustness import CAUSES, Cause
from siteplan.text import Language, catalogue, label, number, quantity, say

_MOST_NAMED = 4
_NEAR = 2.0
"""Turning points between a quarter and four times what is in use (log scale) are told; the rest stand in the data."""
_COUNTED = {
    "base_overview_of_unit_doors": "seen_count", "two_exits_per_unit": "two_exits_count",
    "own_entrance_from_outside": "direct_count", "ground_floor_units": "ground_count",
}  # fmt: skip
"""Criteria whose difference is told in counted homes, where both candidates have equally many."""


class DecisionWords:
    """The sentences of one ranking's decision. Names, titles and numbers as the reader knows them."""

    def __init__(self, ranking: Ranking, decision: Decision, language: Language) -> None:
        self._ranking, self._decision, self._language = ranking, decision, language
        self._names = {c.scorecard.id: c.scorecard.name for c in ranking.candidates}
        self._specs = specs_of(ranking)

    def headline(self) -> str:
        """How firm the first place is, in one sentence."""
        firm = self._decision.firmness
        if firm.leader is None or firm.verdict == "alone":
            return self._say("headline.none" if firm.leader is None else "headline.alone")
        others = [self._names[name] for name in firm.group(1) if name != firm.leader]
        if len(others) > _MOST_NAMED:
            left = self._say("headline.more", {"count": str(len(others) - _MOST_NAMED + 1)})
            others = [*others[: _MOST_NAMED - 1], left]
        values = {
            "leader": self._names[firm.leader], "share": self.of_hundred(firm.first["together"][firm.leader]),
            "others": self.listed(others),
            "varied": self._say("varied.measured" if firm.measured_again else "varied.curves"),
        }  # fmt: skip
        return self._say(f"headline.{firm.verdict}", values)

    def shares(self) -> list[tuple[str, dict[str, float]]]:
        """What varied, in words, and the share of first places by candidate: one row a cause."""
        firm = self._decision.firmness
        named: dict[Cause, str] = {cause: cause for cause in CAUSES}
        if firm.allowed.ranges:
            named["weights"] = "ranges"
        return [(self._say(f"varied.{named[cause]}"), dict(firm.first[cause])) for cause in CAUSES]

    def limits_note(self) -> str:
        """Which limits varied, and whether anything was measured again."""
        firm = self._decision.firmness
        return self._say(
            "limits.measured" if firm.measured_again else "limits.curves", {"count": str(firm.settings)}
        )  # fmt: skip

    def hinges(self, *, most: int = 3) -> list[str]:
        """On which weights and limits the first place hangs, the nearest first; says so where it hangs on none."""
        turns = [turn for turn in self._decision.turns if turn.distance <= _NEAR][:most]
        if len(self._decision.firmness.groups) < 2:
            return []
        if not turns:
            return [self._say("turn.none")]
        return [self.turn(turn) for turn in turns]

    def turn(self, turn: Turn) -> str:
        """One turning point: what would have to be what, for whom to lead."""
        spec, language = self._specs[turn.criterion], self._language
        values = {"criterion": spec.text[language].title, "leads": self._names[turn.leads]}
        if turn.kind == "weight":
            values |= {"now": self._weight(turn.now), "turns": self._weight(turn.turns_at)}
            return self._say("turn.weight_more", values)
        values |= {
            "now": quantity(Quantity(value=turn.now, unit=turn.unit), language),
            "turns": quantity(Quantity(value=turn.turns_at, unit=turn.unit), language),
        }
        if not turn.parameter:
            return self._say("turn.limit", values)
        named = catalogue("pages").get(f"parameter.{turn.parameter}", {}).get(language)
        return self._say("turn.parameter", values | {"parameter": named or turn.parameter.replace("_", " ")})

    def unknowns(self, *, most: int = 3) -> list[str]:
        """Which missing results would tell most; says so where none could change the order by itself."""
        if len(self._decision.firmness.groups) < 2:
            return []
        every = self._decision.unknowns
        first = [self.unknown(one) for one in every if one.leads is not None]
        if first or not every:
            return first[:most] or [self._say("unknown.none")]
        return [self._say("unknown.none_first"), *map(self.unknown, every[: most - 1])]

    def unknown(self, one: Unknown) -> str:
        """One missing result and what it could do."""
        values = {
            "criterion": self._title(one.criterion), "candidate": self._names[one.candidate],
            "best": str(one.best), "worst": str(one.worst),
        }  # fmt: skip
        if one.leads is None:
            return self._say("unknown.order", values)
        share = quantity(Quantity(value=one.changes_first, unit="share"), self._language)
        return self._say("unknown.first", values | {"share": share, "leads": self._names[one.leads]})

    def difference(self, found: Difference) -> str:
        """Why one candidate scores more than another: the few criteria that decide, with both numbers."""
        one, other = (found.one, found.other) if found.points >= 0 else (found.other, found.one)
        values = {"better": self._names[one], "worse": self._names[other]}
        points = round(abs(found.points) * 100)
        head = {0: "difference.alike", 1: "difference.ahead_one"}.get(points, "difference.ahead")
        sentences = [self._say(head, values | {"points": number(points, self._language)})]
        speaking = [self.told(part, one, other) for part in found.decisive() if self._tells(part, one, other)]
        against = [self.told(part, other, one) for part in found.against() if self._tells(part, one, other)]
        if speaking:
            sentences.append(self._say("difference.because", {"parts": "; ".join(speaking)}))
        if against:
            sentences.append(self._say("difference.against", values | {"parts": "; ".join(against)}))
        return " ".join(sentences)

    def told(self, part: Part, better: str, worse: str) -> str:
        """What differs on one criterion, with the numbers of the one that it speaks for first."""
        mine, theirs = self._result(better, part.criterion), self._result(worse, part.criterion)
        amounts = _amounts(mine, theirs)
        if amounts is not None:
            one, other = amounts
            kind = "more" if one.value > other.value else "less"
            gap = Quantity(value=abs(one.value - other.value), unit=one.unit)
            key = f"phrase.{part.criterion}.{kind}"
            if gap.unit == "count" and round(gap.value) == 1 and f"{key}_one" in catalogue("decision"):
                key += "_one"
            if key in catalogue("decision") and gap.value > 0:
                values = {"gap": gap, "better": one, "worse": other}
                return self._say(key, {name: quantity(value, self._language) for name, value in values.items()})
        better_said, worse_said = self._stated(mine, theirs)
        said = {"criterion": self._title(part.criterion), "better": better_said, "worse": worse_said}
        return self._say("difference.measured", said)

    def standing(self, found: Standing) -> list[str]:
        """A candidate's strongest and weakest points, one sentence each."""
        sentences = []
        if found.strongest:
            strong = "; ".join(self._title(part.criterion) for part in found.strongest)
            sentences.append(self._say("standing.strong", {"parts": strong}))
        if found.weakest:
            sentences.append(self._say("standing.weak", {"parts": "; ".join(map(self._lost, found.weakest))}))
        elif found.strongest:
            sentences.append(self._say("standing.no_weak"))
        return sentences

    def groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """The rank groups in order, each with its heading and its candidates' ids."""
        firm = self._decision.firmness
        found = []
        for index in sorted(set(firm.groups.values())):
            members = firm.group(index)
            if index == 1:
                head = self._say("group.first_alone" if len(members) == 1 else "group.first_shared")
            else:
                head = self._say("group.then" if index == 2 else "group.title", {"number": str(index)})
            found.append((head, members))
        return found

    def name(self, candidate: str) -> str:
        """A candidate's name."""
        return self._names[candidate]

    def of_hundred(self, share: float) -> str:
        """A share as a number of 100; never rounded up to all, or down to none."""
        rounded = round(share * 100)
        if (rounded == 100 and share < 1) or (rounded == 0 and share > 0):
            rounded = 99 if share > 0.5 else 1
        return number(rounded, self._language)

    def listed(self, names: Sequence[str]) -> str:
        """Names joined by commas and "and"."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {say('pages', 'word.and', self._language)} {names[-1]}"

    def _say(self, key: str, values: dict[str, str] | None = None) -> str:
        return say("decision", key, self._language, values)

    def _title(self, criterion: str) -> str:
        return self._specs[criterion].text[self._language].title

    def _weight(self, value: float) -> str:
        return number(value, self._language, decimals=0 if abs(value - round(value)) < 0.05 else 1)

    def _lost(self, part: Part) -> str:
        points = round(part.points * 100)
        key = {0: "standing.lost_less", 1: "standing.lost_one"}.get(points, "standing.lost")
        values = {"criterion": self._title(part.criterion), "points": number(points, self._language)}
        return self._say(key, values)

    def _result(self, candidate: str, criterion: str) -> CriterionResult | None:
        card = next(c.scorecard for c in self._ranking.candidates if c.scorecard.id == candidate)
        return next((result for result in card.results if result.spec.id == criterion), None)

    def _tells(self, part: Part, one: str, other: str) -> bool:
        """Whether a part is worth a sentence: half a point at least, and assessed for both."""
        results = [self._result(name, part.criterion) for name in (one, other)]
        return abs(part.points) >= 0.005 and all(r is not None and r.score is not None for r in results)

    def _stated(self, one: CriterionResult | None, other: CriterionResult | None) -> tuple[str, str]:
        """What was measured for both, or what it came to where not both have a number."""
        amounts = [None if r is None or r.score is None else r.finding.quantity for r in (one, other)]
        said = [
            "–" if r is None else label("outcome", r.outcome.value, self._language)
            if None in amounts or amount is None else quantity(amount, self._language)
            for r, amount in zip((one, other), amounts, strict=True)
        ]  # fmt: skip
        return said[0], said[1]


def _amounts(one: CriterionResult | None, other: CriterionResult | None) -> tuple[Quantity, Quantity] | None:
    """Two measured quantities that can be set against each other: counted homes where both have equally many."""
    if one is None or other is None or one.score is None or other.score is None:
        return None
    counted = _COUNTED.get(one.spec.id)
    if counted is not None:
        pair = [found.finding.values.get(counted) for found in (one, other)]
        units = [found.finding.values.get("unit_count") for found in (one, other)]
        numbers = [Quantity(value=float(v), unit="count") for v in pair if isinstance(v, int | float)]
        return (numbers[0], numbers[1]) if len(numbers) == 2 and units[0] == units[1] else None
    mine, theirs = one.finding.quantity, other.finding.quantity
    return None if mine is None or theirs is None or mine.unit != theirs.unit else (mine, theirs)


def firm_lines(ranking: Ranking, decision: Decision, language: Language) -> list[str]:
    """The decision as a few lines: how firm, on what it hangs, what would tell more, and the first against the next."""
    words = DecisionWords(ranking, decision, language)
    lines = [words.headline(), *words.hinges(most=2)]
    placed: list[RankedCandidate] = [c for c in ranking.candidates if c.rank is not None]
    if len(placed) > 1:
        lines.append(words.difference(difference(ranking, placed[0], placed[1])))
        lines += words.unknowns(most=1)
        lines.append(words.limits_note())
    return lines
