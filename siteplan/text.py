"""Words and numbers for people: Norwegian bokmål and English. The only place that formats numbers.

The sentences stand in ``text/*.toml`` (one table a key, ``nb`` and ``en``) and in the criterion files.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from siteplan.criterion import CriterionResult, CriterionSpec, Outcome, Quantity, Suggestion, Value
from siteplan.errors import Issue

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")

_THIN, _HARD = "\u202f", "\u00a0"
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_DECIMALS: Mapping[str, int] = {
    "m": 0, "km": 1, "m2": 1, "ha": 2, "min": 1, "h": 0, "count": 0, "share": 0, "deg": 0,
    "storeys": 0, "dB": 0, "1": 2,
}  # fmt: skip
_SYMBOLS: Mapping[str, Mapping[Language, str]] = {
    "m": {"nb": "m", "en": "m"}, "km": {"nb": "km", "en": "km"}, "m2": {"nb": "m²", "en": "m²"},
    "ha": {"nb": "ha", "en": "ha"}, "min": {"nb": "min", "en": "min"}, "h": {"nb": "timer", "en": "hours"},
    "share": {"nb": "%", "en": "%"}, "deg": {"nb": "°", "en": "°"}, "dB": {"nb": "dB", "en": "dB"},
    "count": {"nb": "", "en": ""}, "1": {"nb": "", "en": ""}, "storeys": {"nb": "etasjer", "en": "storeys"},
}  # fmt: skip
_SUFFIX_UNITS: tuple[tuple[str, str], ...] = (
    ("_m2", "m2"), ("_km", "km"), ("_ha", "ha"), ("_m", "m"), ("_min", "min"), ("minutes", "min"), ("_share", "share"),
    ("share", "share"), ("_deg", "deg"), ("_db", "dB"), ("_count", "count"), ("_h", "h"), ("_hours", "h"),
)  # fmt: skip


@cache
def catalogue(name: str) -> Mapping[str, Mapping[str, str]]:
    """The table of one text file, flattened to dotted keys: ``{"outcome.met": {"nb": ..., "en": ...}}``."""
    path = Path(__file__).resolve().parent / "text" / f"{name}.toml"
    flat: dict[str, Mapping[str, str]] = {}

    def flatten(table: Mapping[str, object], prefix: str) -> None:
        for key, value in table.items():
            if not isinstance(value, dict):
                raise ValueError(f"{path.name}: {prefix}{key} is not a table with nb and en")
            if set(value) == set(LANGUAGES) and all(isinstance(v, str) for v in value.values()):
                flat[f"{prefix}{key}"] = value
            else:
                flatten(value, f"{prefix}{key}.")

    flatten(tomllib.loads(path.read_text(encoding="utf-8")), "")
    return flat


def say(name: str, key: str, language: Language, values: Mapping[str, str] | None = None) -> str:
    """One text by file and key, with its placeholders filled. KeyError where the text does not exist."""
    return fill(catalogue(name)[key][language], values or {})


def fill(template: str, values: Mapping[str, str]) -> str:
    """Placeholders ``{name}`` replaced once, so that a brace inside a value stays as it is."""
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)


def label(kind: str, name: str, language: Language) -> str:
    """The word for an outcome, family, group, role, basis ...: ``label("outcome", "met", "nb")``."""
    return say("labels", f"{kind}.{name}", language)


def number(value: float, language: Language, *, decimals: int = 0) -> str:
    """A number with the language's decimal sign and grouping; never "-0"."""
    if math.isinf(value):
        return "∞"
    text = f"{abs(value) if round(value, decimals) == 0 else value:,.{decimals}f}"
    if language == "en":
        return text
    return text.replace(",", _THIN).replace(".", ",").replace("-", "\u2212")


def quantity(amount: Quantity, language: Language) -> str:
    """A number with its unit: ``312 m``, ``0,8 km``, ``83 %``."""
    value = amount.value * 100 if amount.unit == "share" else amount.value
    decimals = _DECIMALS[amount.unit]
    if amount.unit == "m" and abs(value) < 10 and value != round(value):
        decimals = 1
    if amount.unit == "m2" and abs(value) >= 100:
        decimals = 0
    if amount.unit in ("count", "storeys") and value != round(value):
        decimals = 1
    symbol = _SYMBOLS[amount.unit][language]
    joint = "" if amount.unit == "deg" or (amount.unit == "share" and language == "en") or not symbol else _HARD
    if amount.unit == "storeys" and value == 1:
        symbol = {"nb": "etasje", "en": "storey"}[language]
    return f"{number(value, language, decimals=decimals)}{joint}{symbol}"


def score(value: float | None, language: Language) -> str:
    """A score of 0-1 as a number of 100, or an en dash where there is none."""
    return "–" if value is None else number(value * 100, language)


def value_text(name: str, value: Value, language: Language) -> str:
    """A value of a finding; the unit follows from the end of its name (``_m``, ``_share``, ``minutes`` ...)."""
    if value is None:
        return label("word", "unknown", language)
    if isinstance(value, bool):
        return label("word", "yes" if value else "no", language)
    if isinstance(value, str):
        return catalogue("labels").get(f"value.{value}", {}).get(language, value)
    unit = next(
        (unit for suffix, unit in _SUFFIX_UNITS if name.endswith(suffix)), "count" if float(value).is_integer() else "1"
    )
    return quantity(Quantity(value=float(value), unit=unit), language)  # type: ignore[arg-type]


def missing_sentence(key: str, language: Language, values: Mapping[str, str] | None = None) -> str:
    """What is missing and what would settle it; several keys are joined by ``+``."""
    said = [say("missing", one, language, values) for one in key.split("+")]
    return "; ".join([sentence.removesuffix(".") for sentence in said[:-1]] + said[-1:])


def issue_sentence(issue: Issue, language: Language) -> str:
    """An issue as one sentence that names file, element and remedy."""
    named = {name: _in_language(value, language) for name, value in issue.values.items()}
    values = named | {"file": issue.file or "–", "element": issue.element or "–"}
    return say("issues", issue.code, language, values)


def _in_language(value: str, language: Language) -> str:
    """A value that is a decimal number, with the language's decimal sign; anything else as it is."""
    return value.replace(".", ",") if language == "nb" and _DECIMAL.fullmatch(value) else value


def result_sentence(result: CriterionResult, language: Language) -> str:
    """The whole sentence of a result: the outcome's own, with the numbers that were measured."""
    text = result.spec.text[language]
    outcome = result.outcome.value
    template = text.sentences.get(f"{outcome}:{result.missing}", text.sentences.get(outcome))
    if template is None:
        template = catalogue("results")[result.outcome.value][language]
    worded = {name: _in_words(value, text.words) for name, value in result.finding.values.items()}
    values = {name: value_text(name, value, language) for name, value in worded.items()}
    if result.finding.quantity is not None:
        values["quantity"] = quantity(result.finding.quantity, language)
    elif result.finding.low is not None:
        least = Quantity(value=result.finding.low, unit=result.spec.unit)
        values["quantity"] = say("results", "more_than", language, {"low": quantity(least, language)})
    if result.missing is not None:
        values["missing"] = _why(result, language)
    if result.outcome in (Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE) and not set(
        _PLACEHOLDER.findall(template)
    ) <= set(values):
        template = catalogue("results")[result.outcome.value][language]
    said = fill(template, values)
    if result.finding.worst is None or result.score is None or result.score_low == result.score:
        return said
    return f"{said} {say('results', 'worst', language, {'low': score(result.score_low, language)})}"


def sensitivity(spec: CriterionSpec, language: Language) -> str | None:
    """Why results of a criterion are called sensitive to the drawing; None where they are not. Shares rounded down."""
    if spec.redraw is None or not spec.redraw.sensitive:
        return None
    five, ten = (
        quantity(Quantity(value=math.floor(100 * kept) / 100, unit="share"), language)
        for kept in (spec.redraw.kept_5_cm, spec.redraw.kept_10_cm)
    )
    return say("redraw", "sentence", language, {"five": five, "ten": ten})


def suggestion_sentence(suggestion: Suggestion, language: Language) -> str:
    """What would be gained, and what is known of it."""
    texts = catalogue("suggestions")
    said = {name: value_text(name, value, language) for name, value in suggestion.values.items()}
    target = suggestion.values.get("target")
    if isinstance(target, str):
        said["target"] = texts[f"target.{target}"][language]
    known = [name for name in ("private_count", "steepest_share") if suggestion.values.get(name) is not None]
    parts = [suggestion.key, *(f"known.{name}" for name in known)]
    return " ".join(fill(texts[part][language], said) for part in parts)


def suggestion_sentences(suggestion: Suggestion, language: Language) -> str:
    """One suggestion by itself, with what is not known of it."""
    return f"{suggestion_sentence(suggestion, language)} {suggestions_caveat([suggestion], language)}"


def suggestions_caveat(suggestions: Sequence[Suggestion], language: Language) -> str:
    """What nobody knows of several suggestions, and that nothing of them is promised."""
    unknown = dict.fromkeys(name for suggestion in suggestions for name in suggestion.unknown)
    words = ", ".join(say("suggestions", f"unknown.{name}", language) for name in unknown)
    notes = [say("suggestions", f"{key}_note", language) for key in dict.fromkeys(one.key for one in suggestions)]
    return " ".join([*([say("suggestions", "known.unknown", language, {"unknown": words})] if words else []), *notes])


def _in_words(value: Value, words: Mapping[str, str]) -> Value:
    """A key of a criterion's file, or several joined by commas, in the words that the file gives them."""
    if not isinstance(value, str) or not words:
        return value
    return ", ".join(words.get(part, part) for part in value.split(", "))


def _why(result: CriterionResult, language: Language) -> str:
    assert result.missing is not None
    if result.missing != "interval":
        return missing_sentence(result.missing, language, result.missing_values)
    low, high, unit = result.finding.low, result.finding.high, result.spec.unit
    if low is None or high is None:
        return missing_sentence("interval_score", language)
    least = quantity(Quantity(value=low, unit=unit), language)
    if math.isinf(high):
        return missing_sentence("interval_open", language, {"low": least})
    return missing_sentence(
        "interval", language, {"low": least, "high": quantity(Quantity(value=high, unit=unit), language)}
    )
