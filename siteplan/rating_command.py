"""``siteplan rating-forms`` and ``siteplan agreement``: blind forms for people, and what came back."""

from __future__ import annotations

import argparse
import csv
import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import load_content
from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Site
from siteplan.rating import COLUMNS, POINTS, QUESTIONS, agreement_lines, letters, own_ratings, read_answers
from siteplan.text import Language, say

KEY = "key.csv"


def forms_command(options: argparse.Namespace) -> int:
    """Write one paper form with its plan a layout, one empty table a rater, and the key."""
    layouts = _layouts(options.layouts, None)
    folder, language = cast(Path, options.out), cast(Language, options.language)
    key = letters(list(layouts), seed=options.seed)
    folder.mkdir(parents=True, exist_ok=True)
    for letter, name in key.items():
        (folder / f"form-{letter}.html").write_text(paper_form(layouts[name], letter, language), encoding="utf-8")
    for rater in range(1, options.raters + 1):
        rows = [(f"R{rater}", letter, question, "") for letter in key for question in QUESTIONS]
        _write(folder / f"answers-R{rater}.csv", COLUMNS, rows)
    paths = {layout.id: path for layout, path in zip(layouts.values(), options.layouts, strict=True)}
    _write(folder / KEY, ("letter", "file"), [(letter, str(Path(paths[n]).resolve())) for letter, n in key.items()])
    print(say("rating", "agreement.written", language, {"folder": str(folder)}))
    return 0


def agreement_command(options: argparse.Namespace) -> int:
    """Read the returned tables of a folder and say how far raters agree, with one another and with siteplan."""
    folder, language = Path(options.folder), cast(Language, options.language)
    if not (folder / KEY).is_file():
        raise InputError(Issue(code="file-missing", file=str(folder / KEY)))
    with (folder / KEY).open(encoding="utf-8", newline="") as stream:
        files = {row["letter"]: row["file"] for row in csv.DictReader(stream)}
    content = load_content()
    site: Site | None = None
    if options.site is not None:
        from siteplan.readers.site import read_site

        site = read_site(Path(options.site), specs=content.specs)[0]
    layouts = _layouts(list(files.values()), site)
    key: Mapping[str, str] = dict(zip(files, layouts, strict=True))
    answers = read_answers(sorted(folder.glob("answers-*.csv")))
    run = assess_layouts(list(layouts.values()), content, choices=Choices(), site=site)
    print("\n".join(agreement_lines(answers, own_ratings(run.ranking.candidates, key), language)))
    return 0


def paper_form(layout: Layout, letter: str, language: Language) -> str:
    """One page for paper: the plan under a letter, and the questions with five boxes each. No name, no score."""
    from siteplan.report.plan_figures import plan_figure

    storeys = sorted({space.storey for space in layout.spaces}) or [0]
    plans = "".join(
        f"<figure>{plan_figure(layout, storey, (), language=language, cameras=False).svg.decode('utf-8')}</figure>"
        for storey in storeys
    )
    boxes = "".join(f"<td>☐ {point}</td>" for point in range(1, POINTS + 1))
    rows = "".join(
        f"<tr><th>{html.escape(say('rating', f'question.{name}', language))}</th>{boxes}</tr>" for name in QUESTIONS
    )
    title = html.escape(say("rating", "title", language, {"letter": letter}))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:12pt/1.4 sans-serif;margin:18mm;max-width:174mm}table{border-collapse:collapse;width:100%}"
        "th{text-align:left;font-weight:400}th,td{border-bottom:1px solid #999;padding:2mm}td{white-space:nowrap}"
        "figure{margin:0}svg{max-width:100%;height:auto}</style>"
        f"<h1>{title}</h1><p>{html.escape(say('rating', 'lead', language))}</p>"
        f"<p>{html.escape(say('rating', 'rater', language))} ______________</p>{plans}"
        f"<table>{rows}</table><p>{html.escape(say('rating', 'scale', language))}</p></html>"
    )


def _layouts(names: list[str], site: Site | None) -> dict[str, Layout]:
    from siteplan.readers.layout import read_layout

    found: dict[str, Layout] = {}
    for name in names:
        layout, _ = read_layout(Path(name), crs=site.crs if site else None)
        if layout.id in found:
            raise InputError(Issue(code="layouts-alike", element=layout.id))
        found[layout.id] = layout
    return found


def _write(path: Path, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
