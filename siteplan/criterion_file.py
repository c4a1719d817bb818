"""Criterion, trade-off, profile and source files: TOML in, checked objects out; all errors of a file at once."""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from siteplan.criterion import (
    FAMILIES,
    CriterionSpec,
    Curve,
    Outcome,
    ProcessItem,
    RedrawTest,
    Source,
    Tradeoff,
)
from siteplan.errors import InputError, Issue
from siteplan.model import STAGES
from siteplan.profile import Profile

LANGUAGES: tuple[str, ...] = ("nb", "en")
T = TypeVar("T")
_PLACEHOLDER = re.compile(r"{([^{}]*)}")


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", kind))


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; InputError names line and column of a syntax error."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(Issue(code="toml-syntax", file=path.name, values={"detail": str(error)})) from error
    except OSError as error:
        raise InputError(Issue(code="file-unreadable", file=path.name, values={"detail": str(error)})) from error


def parse(kind: type[T], data: Mapping[str, Any], *, file: str) -> T:
    """``data`` as an object of ``kind``, or an InputError with one issue per wrong key, each with its full path."""
    try:
        checked: T = _adapter(cast(Hashable, kind)).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise InputError(_validation_issues(error, file=file)) from error
    return checked


def _validation_issues(error: ValidationError, *, file: str) -> list[Issue]:
    issues = []
    for detail in error.errors(include_url=False):
        kind = str(detail["type"])
        key = ".".join(str(part) for part in detail["loc"])
        if kind == "unexpected_keyword_argument":
            code = "unknown-key"
        elif kind in ("missing", "missing_keyword_only_argument", "missing_argument"):
            code = "missing-key"
        else:
            code = "wrong-value"
        issues.append(Issue(code=code, file=file, element=key, values={"detail": str(detail["msg"])}))
    return issues


def read_criterion(path: Path) -> CriterionSpec:
    """One criterion file, checked for what its types cannot say. Raises InputError with everything that is wrong."""
    spec = parse(CriterionSpec, read_toml(path), file=path.name)
    problems = [
        Issue(code=code, file=path.name, element=key, values={"detail": detail})
        for code, key, detail in _problems(spec, path)
    ]
    if problems:
        raise InputError(problems)
    return spec


def _problems(spec: CriterionSpec, path: Path) -> Iterator[tuple[str, str, str]]:
    if spec.id != path.stem:
        yield "wrong-value", "id", f"the file is named {path.name}"
    if spec.family not in FAMILIES:
        yield "wrong-value", "family", ", ".join(FAMILIES)
    if not spec.serves:
        yield "missing-key", "serves", "whom the criterion serves"
    if not spec.citations:
        yield "missing-key", "citations", "at least one quotation"
    yield from _curve_problems(spec.curve)
    for name, parameter in spec.parameters.items():
        if parameter.basis == "assumption" and (parameter.low is None or parameter.high is None):
            yield "missing-key", f"parameters.{name}.low", "an assumption states its range: low and high"
        elif (
            parameter.low is not None
            and parameter.high is not None
            and not parameter.low <= parameter.value <= parameter.high
        ):
            yield "wrong-value", f"parameters.{name}", "value lies outside low to high"
    yield from _text_problems(spec)
    yield from _word_problems(spec)


def _word_problems(spec: CriterionSpec) -> Iterator[tuple[str, str, str]]:
    """Every value that may be declared has a word in both languages, and every value that is scored may be declared."""
    if spec.declared is None:
        return
    for language in sorted(set(spec.text) & set(LANGUAGES)):
        for value in spec.declared.allowed:
            if value not in spec.text[language].words:
                yield "missing-key", f"text.{language}.words.{value}", "a word for each allowed value"
    if spec.declared.type == "choice" and set(spec.declared.scores) - set(spec.declared.allowed):
        yield "unknown-key", "declared.scores", ", ".join(spec.declared.allowed)


def _curve_problems(curve: Curve | None) -> Iterator[tuple[str, str, str]]:
    if curve is None:
        return
    xs = [x for x, _ in curve.points]
    if len(xs) < 2 or any(b <= a for a, b in itertools.pairwise(xs)):
        yield "wrong-value", "curve.points", "at least two points, quantities ascending"
    if any(not 0 <= y <= 1 for _, y in curve.points):
        yield "wrong-value", "curve.points", "scores lie between 0 and 1"


def expected_outcomes(spec: CriterionSpec) -> set[str]:
    """Outcomes that every file must have a sentence for, by importance and stage."""
    wanted = {Outcome.UNDETERMINED.value}
    wanted |= {Outcome.NOTED.value} if spec.importance == "information" else {"met", "partly_met", "not_met"}
    if spec.stage != STAGES[0]:
        wanted.add(Outcome.LATER.value)
    return wanted


def _text_problems(spec: CriterionSpec) -> Iterator[tuple[str, str, str]]:
    outcomes = {outcome.value for outcome in Outcome}
    for language in LANGUAGES:
        text = spec.text.get(language)
        if text is None:
            yield "missing-key", f"text.{language}", "text in both languages"
            continue
        for outcome in sorted(expected_outcomes(spec) - set(text.sentences)):
            yield "missing-key", f"text.{language}.sentences.{outcome}", "one sentence an outcome"
        for outcome in sorted(name for name in text.sentences if name.partition(":")[0] not in outcomes):
            yield "unknown-key", f"text.{language}.sentences.{outcome}", ", ".join(sorted(outcomes))
    if set(spec.text) == set(LANGUAGES):
        yield from _differences(spec)
    for language in sorted(set(spec.text) - set(LANGUAGES)):
        yield "unknown-key", f"text.{language}", ", ".join(LANGUAGES)


def _differences(spec: CriterionSpec) -> Iterator[tuple[str, str, str]]:
    nb, en = (spec.text[language].sentences for language in LANGUAGES)
    for outcome in sorted(set(nb) ^ set(en)):
        yield "missing-key", f"text.*.sentences.{outcome}", "the same outcomes in nb and en"
    for outcome in sorted(set(nb) & set(en)):
        if set(_PLACEHOLDER.findall(nb[outcome])) != set(_PLACEHOLDER.findall(en[outcome])):
            yield "wrong-value", f"text.*.sentences.{outcome}", "the same placeholders in nb and en"


def read_tradeoff(path: Path) -> Tradeoff:
    """One trade-off file: at least two sides, each cited and named in both languages."""
    tradeoff = parse(Tradeoff, read_toml(path), file=path.name)
    problems = []
    if tradeoff.id != path.stem:
        problems.append(("wrong-value", "id", f"the file is named {path.name}"))
    if len(tradeoff.sides) < 2 or any(not side.citations for side in tradeoff.sides):
        problems.append(("missing-key", "sides", "at least two sides, each with a quotation"))
    keys = {side.key for side in tradeoff.sides}
    for language in LANGUAGES:
        if language not in tradeoff.text or set(tradeoff.text[language].sides) != keys:
            problems.append(("missing-key", f"text.{language}.sides", ", ".join(sorted(keys))))
    problems.extend(_axis_problems(tradeoff))
    if problems:
        raise InputError([Issue(code=c, file=path.name, element=k, values={"detail": d}) for c, k, d in problems])
    return tradeoff


CORNERS = ("low_low", "high_low", "low_high", "high_high")
"""Corners of the chart of a trade-off with two axes: across, then up."""


def _axis_problems(tradeoff: Tradeoff) -> Iterator[tuple[str, str, str]]:
    """Two axes or none; each of one side, from criteria that inform it, named in both languages."""
    if not tradeoff.axes:
        return
    if len(tradeoff.axes) != 2:
        yield "wrong-value", "axes", "none or two"
    sides = {side.key for side in tradeoff.sides}
    for axis in tradeoff.axes:
        if axis.side not in sides:
            yield "wrong-value", f"axes.{axis.side}", ", ".join(sorted(sides))
        if not axis.criteria or set(axis.criteria) - set(tradeoff.informed_by):
            yield "wrong-value", f"axes.{axis.side}.criteria", ", ".join(tradeoff.informed_by)
    for language, said in tradeoff.text.items():
        if set(said.axes) != {axis.side for axis in tradeoff.axes}:
            yield "missing-key", f"text.{language}.axes", ", ".join(axis.side for axis in tradeoff.axes)
        if set(said.corners) != set(CORNERS):
            yield "missing-key", f"text.{language}.corners", ", ".join(CORNERS)


def read_process_item(path: Path) -> ProcessItem:
    """One line of the checklist: cited, and asked in both languages."""
    item = parse(ProcessItem, read_toml(path), file=path.name)
    problems = []
    if item.id != path.stem:
        problems.append(("wrong-value", "id", f"the file is named {path.name}"))
    if not item.citations:
        problems.append(("missing-key", "citations", "at least one quotation"))
    if set(item.text) != set(LANGUAGES):
        problems.append(("missing-key", "text", ", ".join(LANGUAGES)))
    if problems:
        raise InputError([Issue(code=c, file=path.name, element=k, values={"detail": d}) for c, k, d in problems])
    return item


def read_profile(path: Path) -> Profile:
    """One profile file; whether its ids exist is checked where the criteria are known."""
    profile = parse(Profile, read_toml(path), file=path.name)
    problems = [
        Issue(
            code="wrong-value",
            file=path.name,
            element=f"requirements.{name}",
            values={"detail": "either min_score or limit"},
        )
        for name, requirement in profile.requirements.items()
        if (requirement.min_score is None) == (requirement.limit is None)
    ]
    if profile.id != path.stem:
        problems.append(
            Issue(code="wrong-value", file=path.name, element="id", values={"detail": f"the file is named {path.name}"})
        )
    if problems:
        raise InputError(problems)
    return profile


def read_redraw(path: Path) -> dict[str, RedrawTest]:
    """What the redraw test found, by criterion; empty where there is no such file."""
    if not path.is_file():
        return {}
    return {name: parse(RedrawTest, table, file=path.name) for name, table in read_toml(path).items()}


def read_sources(path: Path) -> dict[str, Source]:
    """The documents by id, from ``sources.toml`` ([[sources]] tables)."""
    tables = read_toml(path).get("sources", [])
    sources = [parse(Source, table, file=path.name) for table in tables]
    return {source.id: source for source in sources}
