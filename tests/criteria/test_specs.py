"""Every criterion stands in one TOML file, beside one module where it is computed, and on one line of the table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from siteplan.content import load_content
from siteplan.criterion import FAMILIES, GROUPS, Citation, CriterionSpec
from siteplan.readers.layer_fields import LAYERS
from siteplan.readers.osm_categories import CATEGORIES
from siteplan.text import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
CRITERIA = ROOT / "criteria"
CONTENT = load_content()
SPECS = list(CONTENT.specs.values())
FOLDERS = ("plot", "portfolio", "layout", "programme")
MODULES = sorted(path for name in FOLDERS for path in (CRITERIA / name).glob("*.py"))
_BREAK = re.compile(r"-\s*\n\s*")
_SPACE = re.compile(r"\s+")


def all_citations() -> Iterator[tuple[str, Citation]]:
    for spec in SPECS:
        for citation in spec.citations:
            yield spec.id, citation
    for tradeoff in CONTENT.tradeoffs.values():
        for side in tradeoff.sides:
            for citation in side.citations:
                yield tradeoff.id, citation
    for item in CONTENT.process.values():
        for citation in item.citations:
            yield item.id, citation


CITED = [(owner, c) for owner, c in all_citations() if CONTENT.sources[c.source].file is not None]


def folded(text: str) -> tuple[str, str]:
    """White space folded, and a hyphen at a line's end either taken as a break of the word or as part of it."""
    broken, kept = _BREAK.sub("", text), _BREAK.sub("-", text)
    return _SPACE.sub(" ", broken), _SPACE.sub(" ", kept)


def test_a_quotation_with_one_letter_changed_is_not_found_in_its_text() -> None:
    text = "bemannet hele døg-\n\net er alfa"
    assert "hele døgnet" not in folded(text)[0] and "hele døget er" in folded(text)[0]


@pytest.mark.parametrize(("owner", "citation"), CITED, ids=[f"{o}-{c.source}-{c.locator}" for o, c in CITED])
def test_every_quotation_stands_word_for_word_at_its_lines(owner: str, citation: Citation, shared: Path) -> None:
    file = CONTENT.sources[citation.source].file
    assert file is not None
    lines = (shared / "documents" / file).read_text(encoding="utf-8").split("\n")
    first, _, last = citation.locator.partition("-")
    start, end = int(first), int(last or first)
    assert 1 <= start <= end <= len(lines)
    passage = "\n".join(lines[start - 1 : end])
    quote = _SPACE.sub(" ", citation.quote).strip()
    assert any(quote in reading for reading in folded(passage)), owner


def test_every_source_that_is_cited_is_listed_and_every_document_exists(shared: Path) -> None:
    assert {c.source for _, c in all_citations()} <= set(CONTENT.sources)
    files = {source.file for source in CONTENT.sources.values() if source.file is not None}
    assert files == {path.name for path in (shared / "documents").glob("*.txt")}


def test_every_computed_criterion_has_a_module_of_its_name_beside_its_file() -> None:
    for name, evaluator in CONTENT.evaluators.items():
        spec = CONTENT.specs[name]
        assert evaluator.__module__.endswith(f".{spec.subject}.{name}")
        assert all((CRITERIA / spec.subject / f"{name}.{kind}").is_file() for kind in ("py", "toml"))


def test_every_module_that_evaluates_is_in_the_table() -> None:
    evaluating = {path.stem for path in MODULES if _evaluate(path) is not None}
    assert evaluating == set(CONTENT.evaluators)


def test_a_criterion_without_a_function_is_declared() -> None:
    assert all(spec.declared is not None for spec in SPECS if spec.id not in CONTENT.evaluators)


def _evaluate(path: Path) -> ast.FunctionDef | None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "evaluate")
    return next(found, None)


@pytest.mark.parametrize("path", [p for p in MODULES if _evaluate(p) is not None], ids=lambda path: path.stem)
def test_no_function_of_a_criterion_holds_a_number_but_zero_and_one(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    numbers = {
        node.value
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }
    assert numbers <= {0, 1}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_every_parameter_of_a_criterion_is_used_by_its_module(spec: CriterionSpec) -> None:
    path = CRITERIA / spec.subject / f"{spec.id}.py"
    if not path.is_file():
        assert not spec.parameters
        return
    source = path.read_text(encoding="utf-8")
    by_prefix = tuple(name for name in spec.parameters if name.startswith("speed_") and "speeds(limits)" in source)
    joined = 'f"{name}_weight"' in source
    for name in set(spec.parameters) - set(by_prefix):
        assert f'"{name}"' in source or (joined and name.endswith("_weight")), name


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_a_criterion_names_a_family_groups_and_both_languages(spec: CriterionSpec) -> None:
    assert spec.family in FAMILIES and set(spec.serves) <= set(GROUPS) and len(set(spec.serves)) == len(spec.serves)
    assert set(spec.text) == set(LANGUAGES)
    for text in spec.text.values():
        assert text.title.strip() and text.question.strip().endswith("?")
        for sentence in text.sentences.values():
            assert sentence[0].isupper() or sentence[0] == "{"
            assert sentence.endswith((".", "{missing}"))


def test_what_would_settle_a_result_is_worded_for_every_category_and_layer() -> None:
    worded = catalogue("missing")
    assert {f"category_{name}" for name in (*CATEGORIES, "nearby_terrain")} <= set(worded)
    assert {f"layer_{name}" for name in LAYERS} <= set(worded)


def test_trade_offs_are_informed_by_criteria_that_exist_and_cite_every_side() -> None:
    for tradeoff in CONTENT.tradeoffs.values():
        assert set(tradeoff.informed_by) <= set(CONTENT.specs), tradeoff.id
        for text in tradeoff.text.values():
            assert text.question.endswith("?")
            assert all(side.endswith(".") for side in text.sides.values())


def test_information_never_has_a_curve_or_a_score() -> None:
    for spec in SPECS:
        if spec.importance == "information":
            assert spec.curve is None and (spec.declared is None or not spec.declared.scores)


def test_a_limit_of_our_own_says_so_and_never_claims_a_document() -> None:
    for spec in SPECS:
        for name, parameter in spec.parameters.items():
            assert parameter.reference.strip(), f"{spec.id}.{name}"
            if parameter.basis == "document":
                assert re.search(r"00[0-4]:\d+", parameter.reference), f"{spec.id}.{name}"
