"""The words of the pages in one language, and quantities as the pages write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from siteplan.criterion import Citation, ParameterUse, Quantity
from siteplan.text import Language, catalogue, label, quantity, say, score
from siteplan.text import number as written_number


@dataclass(frozen=True, slots=True)
class Words:
    """Says the texts of ``text/pages.toml`` and of the other text files in one language."""

    language: Language

    def __call__(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """A text of the pages by its key; KeyError where it does not exist."""
        return say("pages", key, self.language, values)

    def label(self, kind: str, name: str) -> str:
        """The word for an outcome, family, group, voice, basis ..."""
        return label(kind, name, self.language)

    def named(self, kind: str, name: str) -> str:
        """As :meth:`label`, from the pages' own words; a name that has none is said as it stands."""
        found = catalogue("pages").get(f"{kind}.{name}")
        return name.replace("_", " ") if found is None else found[self.language]

    def score(self, value: float | None) -> str:
        """A score of 0-1 as a whole number of 100; an en dash where there is none."""
        return score(value, self.language)

    def between(self, low: float, high: float) -> str:
        """Two scores as "64–81", or one number where they are the same to the reader."""
        least, most = self.score(low), self.score(high)
        return least if least == most else f"{least}–{most}"

    def share(self, value: float) -> str:
        """A share of 0-1 in per cent."""
        return quantity(Quantity(value=value, unit="share"), self.language)

    def number(self, value: float, *, decimals: int = 0) -> str:
        """A bare number."""
        return written_number(value, self.language, decimals=decimals)

    def weight(self, value: float) -> str:
        """A weight, with one decimal where it has one."""
        return self.number(value, decimals=0 if round(value, 1) == round(value) else 1)

    def limit(self, name: str, use: ParameterUse) -> str:
        """A parameter's value with its unit; speeds are stated per hour."""
        if use.unit == "km" and "speed" in name:
            return f"{self.weight(use.value)}\u00a0km/{self('unit.hour')}"
        if use.unit == "1":
            return self.number(use.value, decimals=0 if use.value == round(use.value) else 2)
        return quantity(Quantity(value=use.value, unit=use.unit), self.language)

    def voices(self, citations: Iterable[Citation]) -> str:
        """Who stands behind a criterion: "2 ansatte, 1 forsker, 0 beboere"; residents are always counted."""
        counts: dict[str, int] = {}
        for citation in citations:
            counts[citation.voice] = counts.get(citation.voice, 0) + 1
        counts.setdefault("resident", 0)
        ordered = sorted(counts.items(), key=lambda item: -item[1])
        return ", ".join(
            f"{count} {self.named('voices_one' if count == 1 else 'voices', who)}" for who, count in ordered
        )

    def listing(self, names: Iterable[str]) -> str:
        """Names joined by commas and "and"."""
        every = list(names)
        if len(every) < 2:
            return "".join(every)
        return f"{', '.join(every[:-1])} {self('word.and')} {every[-1]}"
