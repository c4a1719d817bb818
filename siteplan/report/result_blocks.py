"""Results in words, and criteria as blocks: limits with their basis, and the quotations that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from siteplan.criterion import Citation, CriterionResult, CriterionSpec, Outcome, ParameterUse, Quantity, Source
from siteplan.report.blocks import CriterionBlock, Mark, Quotation
from siteplan.report.material import Material
from siteplan.scorecard import RequirementCheck
from siteplan.text import (
    Language,
    catalogue,
    label,
    missing_sentence,
    number,
    quantity,
    result_sentence,
    say,
    score,
    sensitivity,
)


def title_of(spec: CriterionSpec, language: Language) -> str:
    """A criterion's title."""
    return spec.text[language].title


def mark_of(result: CriterionResult, language: Language) -> Mark:
    """The mark of a result's outcome, with its word."""
    return Mark(outcome=result.outcome, word=label("outcome", result.outcome.value, language))


def sentence_of(result: CriterionResult, material: Material) -> str:
    """The result in a sentence, as this edition may say it."""
    reason = material.edited.withheld.get(result.spec.id)
    language = material.language
    if reason is None or result.outcome in (Outcome.NOT_APPLICABLE, Outcome.LATER):
        return result_sentence(result, language)
    if result.outcome is Outcome.UNDETERMINED and result.missing is not None and result.missing != "interval":
        missing = missing_sentence(result.missing, language, result.missing_values)
        return say("results", "undetermined", language, {"missing": missing})
    least, most = result.finding.values.get("least_count"), result.finding.values.get("most_count")
    if least is None:
        return say("report", f"withheld.{reason}", language)
    if most is None:
        band = say("report", "band.open", language, {"least": str(least)})
    elif most == 0:
        band = say("report", "band.none", language)
    else:
        band = say("report", "band.closed", language, {"least": str(least), "most": str(most)})
    return say("report", "withheld.housing_band", language, {"band": band})


def measured(result: CriterionResult, language: Language) -> str:
    """The measured number with its unit; an en dash where there is none."""
    found = result.finding.quantity
    return "–" if found is None else quantity(found, language)


def score_words(result: CriterionResult, material: Material) -> str:
    """A score of 100, an interval, or an en dash."""
    language = material.language
    if material.edited.withheld.get(result.spec.id) == "housing":
        return "–"
    if result.score is not None:
        return score(result.score, language)
    if result.outcome is Outcome.UNDETERMINED and result.score_low is not None and result.score_high is not None:
        return f"{score(result.score_low, language)}–{score(result.score_high, language)}"
    return "–"


def criterion_block(spec: CriterionSpec, used: CriterionResult, material: Material) -> CriterionBlock:
    """What a criterion asks and on what it rests; ``used`` is any result, for the limits as this run used them."""
    language = material.language
    said = spec.text[language]
    return CriterionBlock(
        title=said.title,
        question=said.question,
        facts=tuple(_facts(spec, material)),
        limits=tuple(limit_lines(used, language)),
        quotations=tuple(quotation(citation, material.sources, language) for citation in spec.citations),
    )


def _facts(spec: CriterionSpec, material: Material) -> Iterable[tuple[str, str]]:
    language = material.language

    def fact(key: str, words: str) -> tuple[str, str]:
        return say("report", f"fact.{key}", language), words

    weight = material.edited.run.ranking.weighting.criteria.get(spec.id)
    if weight is not None and spec.importance == "scored":
        yield fact("weight", f"{number(weight.value, language, decimals=1)} ({label('level', weight.level, language)})")
    else:
        yield fact("weight", label("importance", spec.importance, language))
    yield fact("serves", ", ".join(label("group", group, language).lower() for group in spec.serves))
    if spec.text[language].notes:
        yield fact("notes", spec.text[language].notes)
    why = sensitivity(spec, language)
    if why is not None:
        yield say("redraw", "mark", language), why
    if spec.citations:
        yield fact("voices", voices(spec.citations, language))


def requirement_line(check: RequirementCheck, material: Material) -> str:
    """A requirement that is not met, not assessed or overridden, with its reason."""
    language = material.language
    values = {
        "title": title_of(material.specs[check.criterion], language),
        "on_fail": label("on_fail", check.requirement.on_fail, language),
        "reason": check.requirement.reason, "waiver": check.waiver or "–",
    }  # fmt: skip
    return say("report", f"requirement.{check.state}", language, values)


def limit_lines(result: CriterionResult, language: Language) -> Iterable[str]:
    """Each limit with value, basis, who set it, the range of an assumption, and its reference; then the value curve."""
    spec = result.spec
    for name, use in result.parameters.items():
        stated = spec.parameters[name]
        span = ""
        if use.basis == "assumption" and stated.low is not None and stated.high is not None:
            ends = {"low": limit_words(name, stated.low, use, language)}
            ends["high"] = limit_words(name, stated.high, use, language)
            span = say("report", "limit.range", language, ends)
        level = ""
        if use.level != "criterion":
            level = say("report", "limit.level", language, {"level": label("level", use.level, language)})
        values = {
            "name": parameter_name(name, language), "value": limit_words(name, use.value, use, language),
            "basis": label("basis", use.basis, language), "level": level, "range": span, "reference": stated.reference,
        }  # fmt: skip
        yield say("report", "limit.line", language, values)
    if spec.curve is not None:
        points = "; ".join(
            say("report", "limit.point", language,
                {"score": score(y, language), "value": quantity(Quantity(value=x, unit=spec.unit), language)})
            for x, y in spec.curve.points
        )  # fmt: skip
        values = {"points": points, "basis": label("basis", spec.curve.basis, language)}
        values["reference"] = spec.curve.reference
        yield say("report", "limit.curve", language, values)


def parameter_name(name: str, language: Language) -> str:
    """A limit's name in words."""
    found: Mapping[str, str] | None = catalogue("pages").get(f"parameter.{name}")
    return name.replace("_", " ") if found is None else found[language]


def limit_words(name: str, value: float, use: ParameterUse, language: Language) -> str:
    """A limit's value with its unit; speeds are stated per hour."""
    if use.unit == "km" and "speed" in name:
        hour = say("pages", "unit.hour", language)
        return f"{number(value, language, decimals=0 if value == round(value) else 1)}\u00a0km/{hour}"
    if use.unit == "1":
        return number(value, language, decimals=0 if value == round(value) else 2)
    return quantity(Quantity(value=value, unit=use.unit), language)


def voices(citations: Iterable[Citation], language: Language) -> str:
    """Who stands behind a criterion, counted; residents always."""
    counts: dict[str, int] = {}
    for citation in citations:
        counts[citation.voice] = counts.get(citation.voice, 0) + 1
    counts.setdefault("resident", 0)
    return ", ".join(
        f"{count} " + say("pages", f"voices_one.{who}" if count == 1 else f"voices.{who}", language)
        for who, count in sorted(counts.items(), key=lambda item: -item[1])
    )


def quotation(citation: Citation, sources: Mapping[str, Source], language: Language) -> Quotation:
    """A quotation with who says it, which way it points, and where it stands."""
    source = sources.get(citation.source)
    title = citation.source if source is None else source.title
    year = "" if source is None or source.year is None else f" ({source.year})"
    place = citation.locator
    if place.replace("-", "").replace(",", "").replace(" ", "").isdigit():
        many = any(sign in place for sign in "-–,")
        place = say("pages", "quote.lines" if many else "quote.line", language, {"lines": place.replace("-", "–")})
    who = label("voice", citation.voice, language).capitalize()
    cite = f"{who}, {label('stance', citation.stance, language)} · {title}{year}, {place}"
    return Quotation(text=citation.quote, cite=cite, language="nb" if source is None else source.language)
