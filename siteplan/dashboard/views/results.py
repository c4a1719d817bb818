"""One criterion's result for one candidate: mark and word, the sentence, the score, the grounds, the quotations."""

from __future__ import annotations

from collections.abc import Mapping

from siteplan.criterion import CriterionResult, CriterionSpec, Outcome, ParameterUse, Source
from siteplan.dashboard.markup import curve_figure, fold, outcome_tag, score_bar, table, text
from siteplan.dashboard.views.citations import quotations
from siteplan.dashboard.words import Words
from siteplan.scorecard import Weighting
from siteplan.text import quantity, result_sentence, say, sensitivity, suggestion_sentence, suggestions_caveat

SHOW = "show:"
"""What a click on an evidence button says, before the criterion's id."""


def result_card(result: CriterionResult, weighting: Weighting, sources: Mapping[str, Source], words: Words) -> str:
    """The result as it stands in a scorecard."""
    spec = result.spec
    said = spec.text[words.language]
    return (
        f'<article class="result" data-criterion="{text(spec.id)}"><div class="result-head"><h4>{text(said.title)}</h4>'
        f"{outcome_tag(result.outcome, words)}</div>"
        f'<p class="said">{text(result_sentence(result, words.language))}</p>'
        f"{_sensitive(result, words)}{_suggestions(result, words)}"
        f'<div class="row">{_score(result, words)}{_weight(result, weighting, words)}{_button(result, words)}</div>'
        f'<div class="folds">{_grounds(result, words)}{_quotes(spec, sources, words)}</div></article>'
    )


def parameter_rows(uses: Mapping[str, ParameterUse], spec: CriterionSpec, words: Words) -> str:
    """Each limit with its value, and on what it rests; an assumption is called our assumption."""
    rows = []
    for name, use in uses.items():
        stated = spec.parameters[name]
        basis = f'<span class="basis {use.basis}">{text(words.label("basis", use.basis))}</span>'
        level = (
            ""
            if use.level == "criterion"
            else f"<br>{text(words('level.set_by', {'level': words.label('level', use.level)}))}"
        )
        spread = _spread(name, use, spec, words)
        rows.append(
            (
                text(words.named("parameter", name)),
                f'<span class="measure">{text(words.limit(name, use))}</span>{spread}',
                f'{basis}{level}<br><span class="soft" lang="en">{text(stated.reference)}</span>',
            )
        )  # fmt: skip
    return table(
        (words("parameter_head.what"), words("parameter_head.value"), words("parameter_head.basis")),
        rows,
        kind="parameters",
    )


def curve_block(spec: CriterionSpec, words: Words, *, here: float | None = None) -> str:
    """The value curve with its basis; nothing where the criterion has none."""
    if spec.curve is None:
        return ""
    basis = f'<span class="basis {spec.curve.basis}">{text(words.label("basis", spec.curve.basis))}</span>'
    return (
        f'<figure><p class="block-title">{text(words("curve.title"))}</p>'
        f"{curve_figure(spec.curve, unit_text=words.named('unit_short', spec.unit), words=words, here=here)}"
        f'<figcaption class="small">{basis} <span class="soft" lang="en">{text(spec.curve.reference)}</span>'
        "</figcaption></figure>"
    )


def _score(result: CriterionResult, words: Words) -> str:
    if result.spec.importance == "information":
        return f'<span class="soft small">{text(words.label("importance", "information"))}</span>'
    if result.outcome in (Outcome.NOT_APPLICABLE, Outcome.LATER):
        return ""
    bar = score_bar(result.score, result.score_low, result.score_high, words)
    if result.score is None:
        return f'{bar}<span class="small soft">{text(words("score.none"))}</span>'
    return f'{bar}<span class="small num">{text(words("score.of", {"score": words.score(result.score)}))}</span>'


def _weight(result: CriterionResult, weighting: Weighting, words: Words) -> str:
    weight = weighting.criteria.get(result.spec.id)
    if weight is None or result.spec.importance == "information":
        return ""
    return f'<span class="small soft num">{text(words("result.weight", {"weight": words.weight(weight.value)}))}</span>'


def _suggestions(result: CriterionResult, words: Words) -> str:
    """What would better the result; the map draws it with the rest of the evidence."""
    found = result.finding.suggestions
    if not found:
        return ""
    rows = "".join(f"<li>{text(suggestion_sentence(one, words.language))}</li>" for one in found)
    caveat = f'<p class="soft">{text(suggestions_caveat(found, words.language))}</p>'
    return f'<div class="suggested small"><b>{text(words("result.suggestions"))}</b><ul>{rows}</ul>{caveat}</div>'


def _sensitive(result: CriterionResult, words: Words) -> str:
    """The mark of an outcome that a less steady hand may have turned, with how often it did."""
    why = sensitivity(result.spec, words.language) if result.sensitive else None
    if why is None:
        return ""
    return f'<p class="sensitive small"><b>{text(say("redraw", "mark", words.language))}</b> {text(why)}</p>'


def _button(result: CriterionResult, words: Words) -> str:
    if not result.finding.features:
        return ""
    kind = "plan" if result.spec.subject != "plot" else "map"
    off, on = words(f"evidence.show_{kind}"), words(f"evidence.hide_{kind}")
    named = text(f"{off}: {result.spec.text[words.language].title}")
    return (
        f'<button class="button" type="button" aria-pressed="false" data-act="{SHOW}{text(result.spec.id)}" '
        f'data-off="{text(off)}" data-on="{text(on)}" aria-label="{named}">{text(off)}</button>'
    )


def _grounds(result: CriterionResult, words: Words) -> str:
    spec = result.spec
    said = spec.text[words.language]
    here = None if result.finding.quantity is None else result.finding.quantity.value
    parts = [f"<p>{text(said.question)}</p>"]
    if here is not None and result.finding.quantity is not None:
        measured = quantity(result.finding.quantity, words.language)
        parts.append(f'<p>{text(words("result.measured"))} <b class="measure">{text(measured)}</b></p>')
    if said.notes:
        parts.append(f'<p class="soft">{text(said.notes)}</p>')
    serves = words.listing(words.label("group", group).lower() for group in spec.serves)
    parts.append(f'<p class="soft">{text(words("result.serves", {"groups": serves}))}</p>')
    parts.append(curve_block(spec, words, here=here))
    if result.parameters:
        parts.append(parameter_rows(result.parameters, spec, words))
    return fold(words("result.grounds"), "".join(parts), key=f"grounds-{spec.id}")


def _quotes(spec: CriterionSpec, sources: Mapping[str, Source], words: Words) -> str:
    if not spec.citations:
        return ""
    count, voices = str(len(spec.citations)), words.voices(spec.citations)
    summary = words("result.quotes", {"count": count, "voices": voices})
    return fold(summary, quotations(spec.citations, sources, words), key=f"quotes-{spec.id}")


def _spread(name: str, use: ParameterUse, spec: CriterionSpec, words: Words) -> str:
    """The range in which an assumption may lie, where its file states one."""
    stated = spec.parameters[name]
    if stated.low is None or stated.high is None:
        return ""
    ends = [
        words.limit(name, ParameterUse(value=value, unit=use.unit, basis=use.basis, level=use.level))
        for value in (stated.low, stated.high)
    ]
    return f'<br><span class="soft">{text(words("parameter_head.range", {"low": ends[0], "high": ends[1]}))}</span>'
