"""What is asked, in words: criteria, trade-offs and checklist with parameters, their basis, and every quotation."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from siteplan.criterion import Citation, CriterionSpec, DeclaredAttribute, ProcessItem, Source, Tradeoff
from siteplan.text import Language, label, say
from siteplan.writers.plain import plain, to_json
from siteplan.writers.table import Column, aligned

WIDTH = 100


def write_criteria(
    specs: Mapping[str, CriterionSpec], tradeoffs: Mapping[str, Tradeoff], documents: Mapping[str, Source], *,
    process: Mapping[str, ProcessItem], only: str | None = None, kind: str | None = None, output: str = "table",
    language: Language = "en",
) -> None:  # fmt: skip
    """Criteria to standard output.

    Parameters
    ----------
    process
        The checklist, by id.
    only
        One id, shown whole; None: a list.
    kind
        "plot", "layout", "programme", "declared", "tradeoff" or "process"; None: all.
    output
        "table" or "json".
    """
    chosen = [spec for spec in specs.values() if _wanted(spec, only, kind)]
    views = [t for t in tradeoffs.values() if (only in (None, t.id)) and kind in (None, "tradeoff")]
    items = [item for item in process.values() if (only in (None, item.id)) and kind in (None, "process")]
    counts = counts_line(specs, tradeoffs, process, language=language)
    if output == "json":
        text = to_json(criteria_record(chosen, views, items, documents, language=language))
    elif only is not None:
        whole = [criterion_text(spec, documents, language=language) for spec in chosen]
        whole += [tradeoff_text(view, documents, language=language) for view in views]
        text = "\n\n".join([*whole, *(process_text(item, documents, language=language) for item in items)]) + "\n"
    elif kind == "declared":
        text = f"{declared_table(chosen, language=language)}\n\n{counts}\n"
    else:
        text = f"{criteria_table(chosen, views, items, language=language)}\n\n{counts}\n"
    sys.stdout.write(text)


def _wanted(spec: CriterionSpec, only: str | None, kind: str | None) -> bool:
    if only is not None and spec.id != only:
        return False
    return kind is None or (spec.declared is not None if kind == "declared" else spec.subject == kind)


def criteria_table(
    specs: Sequence[CriterionSpec], views: Sequence[Tradeoff], items: Sequence[ProcessItem], *, language: Language
) -> str:
    """One line a criterion: id, title, subject, family, whether it is scored, suggested weight."""
    heads = ("id", label("word", "criterion", language), "", "", "", label("word", "weight", language))
    columns = [Column(head=head, right=index == len(heads) - 1) for index, head in enumerate(heads)]
    rows = [
        [
            spec.id, spec.text[language].title, label("subject", spec.subject, language),
            label("family", spec.family, language), label("importance", spec.importance, language),
            f"{spec.suggested_weight:g}" if spec.importance == "scored" else "",
        ]
        for spec in specs
    ]  # fmt: skip
    rows += [[view.id, view.text[language].title, say("table", "tradeoff", language), "", "", ""] for view in views]
    rows += [
        [item.id, item.text[language].title, label("subject", "process", language),
         label("phase", item.phase, language), "", ""]
        for item in items
    ]  # fmt: skip
    return aligned(columns, rows)


def counts_line(
    specs: Mapping[str, CriterionSpec], tradeoffs: Mapping[str, Tradeoff], process: Mapping[str, ProcessItem], *,
    language: Language,
) -> str:  # fmt: skip
    """How many there are of each kind: by subject, declared, scored and information, trade-offs, checklist."""
    subjects = ("plot", "portfolio", "layout", "programme")
    counts = [(label("subject", name, language), sum(s.subject == name for s in specs.values())) for name in subjects]
    declared = sum(spec.declared is not None for spec in specs.values())
    scored = sum(spec.importance == "scored" for spec in specs.values())
    counts += [
        (say("table", "declared", language), declared), (label("importance", "scored", language), scored),
        (label("importance", "information", language), len(specs) - scored),
        (say("table", "tradeoff", language), len(tradeoffs)), (label("subject", "process", language), len(process)),
    ]  # fmt: skip
    return " · ".join(f"{name}: {count}" for name, count in counts)


def declared_table(specs: Sequence[CriterionSpec], *, language: Language) -> str:
    """One line a declared attribute: key, type, unit, allowed values, criterion."""
    words = ("key", "type", "unit", "allowed")
    columns = [Column(head=say("table", word, language)) for word in words]
    columns.append(Column(head=label("word", "criterion", language)))
    rows = [
        [spec.declared.key, spec.declared.type, spec.unit, _allowed(spec.declared), spec.id]
        for spec in specs if spec.declared is not None
    ]  # fmt: skip
    return aligned(columns, rows)


def _allowed(attribute: DeclaredAttribute) -> str:
    if attribute.type == "boolean":
        return "true, false"
    if attribute.allowed:
        return ", ".join(attribute.allowed)
    low = "" if attribute.minimum is None else f"{attribute.minimum:g}"
    high = "" if attribute.maximum is None else f"{attribute.maximum:g}"
    return f"{low}–{high}" if low or high else ""


def criterion_text(spec: CriterionSpec, documents: Mapping[str, Source], *, language: Language) -> str:
    """One criterion whole: question, notes, parameters and curve with their basis, and every quotation."""
    text = spec.text[language]
    serves = ", ".join(label("group", group, language) for group in spec.serves)
    lines = [
        f"{text.title} [{spec.id}]",
        " · ".join([
            label("subject", spec.subject, language), label("family", spec.family, language),
            label("importance", spec.importance, language), label("stage", spec.stage, language), serves,
        ]),
        *_folded(text.question), *_folded(text.notes),
    ]  # fmt: skip
    if spec.declared is not None:
        lines += ["", *_declared_lines(spec, spec.declared, language)]
    if spec.curve is not None:
        points = ", ".join(f"{x:g} {spec.unit} → {y:g}" for x, y in spec.curve.points)
        lines += ["", *_folded(f"{points} ({label('basis', spec.curve.basis, language)}: {spec.curve.reference})")]
    if spec.formula:
        lines += ["", *_folded(f"{label('word', 'score', language)}: {spec.formula}")]
    if spec.related:
        lines += ["", *_folded(f"{label('word', 'related', language)}: {', '.join(spec.related)}")]
    for name, parameter in spec.parameters.items():
        bounds = "" if parameter.low is None else f" [{parameter.low:g}–{parameter.high:g}]"
        basis = f"{label('basis', parameter.basis, language)}: {parameter.reference}"
        lines += _folded(f"{name} = {parameter.value:g} {parameter.unit}{bounds} ({basis})")
    return "\n".join([*lines, "", *_quotations(spec.citations, documents, language)])


def _declared_lines(spec: CriterionSpec, declared: DeclaredAttribute, language: Language) -> list[str]:
    """What may be declared, each value in words with its score, and on what the scores rest."""
    words = spec.text[language].words
    lines = _folded(f"{declared.key} = {declared.example or _allowed(declared)} ({declared.type})")
    for value in declared.allowed or tuple(declared.scores):
        said = words.get(value) or label("word", {"true": "yes", "false": "no"}.get(value, value), language)
        score = f" → {declared.scores[value]:g}" if value in declared.scores else ""
        lines += _folded(f"{value}: {said}{score}", indent="  ")
    if declared.reference:
        lines += _folded(f"({label('basis', declared.basis, language)}: {declared.reference})", indent="  ")
    return lines


def process_text(item: ProcessItem, documents: Mapping[str, Source], *, language: Language) -> str:
    """One line of the checklist whole. It has no score."""
    text = item.text[language]
    lines = [f"{text.title} [{item.id}]", label("phase", item.phase, language), *_folded(text.question), ""]
    return "\n".join([*lines, *_quotations(item.citations, documents, language)])


def tradeoff_text(view: Tradeoff, documents: Mapping[str, Source], *, language: Language) -> str:
    """One trade-off whole: every side with what is said for it. It has no score."""
    text = view.text[language]
    lines = [f"{text.title} [{view.id}]", *_folded(text.question)]
    for side in view.sides:
        lines += ["", *_folded(text.sides[side.key]), *_quotations(side.citations, documents, language)]
    return "\n".join(lines)


def _quotations(citations: Sequence[Citation], documents: Mapping[str, Source], language: Language) -> list[str]:
    lines: list[str] = []
    for citation in citations:
        document = documents.get(citation.source)
        title = citation.source if document is None else document.title
        said = f"{label('stance', citation.stance, language)}, {label('voice', citation.voice, language)}"
        lines += _folded(f"«{citation.quote}» ({said}; {title}, {citation.locator})", indent="  ")
    return lines


def _folded(text: str, *, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width=WIDTH, initial_indent=indent, subsequent_indent=indent)


def criteria_record(
    specs: Sequence[CriterionSpec], views: Sequence[Tradeoff], items: Sequence[ProcessItem],
    documents: Mapping[str, Source], *, language: Language,
) -> dict[str, Any]:  # fmt: skip
    """The same as plain records."""
    return {
        "criteria": [_spec_record(spec, language) for spec in specs],
        "tradeoffs": [
            {
                "id": view.id, "title": view.text[language].title, "question": view.text[language].question,
                "informed_by": list(view.informed_by),
                "sides": [
                    {"key": side.key, "text": view.text[language].sides[side.key],
                     "citations": [_citation_record(citation) for citation in side.citations]}
                    for side in view.sides
                ],
            }
            for view in views
        ],
        "process": [
            {
                "id": item.id, "phase": item.phase, "title": item.text[language].title,
                "question": item.text[language].question,
                "citations": [_citation_record(citation) for citation in item.citations],
            }
            for item in items
        ],
        "sources": {
            name: {"title": d.title, "publisher": d.publisher, "year": d.year, "url": d.url}
            for name, d in documents.items()
        },
    }  # fmt: skip


def _spec_record(spec: CriterionSpec, language: Language) -> dict[str, Any]:
    text, declared, curve = spec.text[language], spec.declared, spec.curve
    return {
        "id": spec.id, "family": spec.family, "subject": spec.subject, "importance": spec.importance,
        "suggested_weight": plain(spec.suggested_weight), "serves": list(spec.serves), "stage": spec.stage,
        "formula": spec.formula, "related": list(spec.related),
        "unit": spec.unit, "title": text.title, "question": text.question, "notes": text.notes,
        "curve": None if curve is None else {
            "points": plain(curve.points), "basis": curve.basis, "reference": curve.reference,
        },
        "parameters": {
            name: {"value": plain(p.value), "unit": p.unit, "basis": p.basis, "reference": p.reference,
                   "low": plain(p.low), "high": plain(p.high)}
            for name, p in spec.parameters.items()
        },
        "declared": None if declared is None else {
            "key": declared.key, "type": declared.type, "allowed": list(declared.allowed),
            "minimum": plain(declared.minimum), "maximum": plain(declared.maximum),
            "words": {value: text.words[value] for value in declared.allowed if value in text.words},
            "scores": plain(dict(declared.scores)), "requires": list(declared.requires), "example": declared.example,
            "basis": declared.basis, "reference": declared.reference,
        },
        "citations": [_citation_record(citation) for citation in spec.citations],
    }  # fmt: skip


def _citation_record(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source, "locator": citation.locator, "quote": citation.quote, "stance": citation.stance,
        "voice": citation.voice,
    }  # fmt: skip
