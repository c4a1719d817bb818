"""``siteplan report``: the paper that goes to the council, and the same content for the case system and the GIS."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from siteplan.assessment import Choices, assess_layouts, screen_plots
from siteplan.content import Content, load_content
from siteplan.edition import EditedRun, Edition, edition_of
from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Site
from siteplan.report.blocks import Document
from siteplan.report.material import Material
from siteplan.run import Run, decided
from siteplan.text import Language, say

Printer = Callable[[Document, Path], None]


def report_command(options: argparse.Namespace) -> int:
    """Assess, compose and print; says on standard output what was written."""
    from siteplan.report.templates import compose

    content = load_content()
    out, language = cast(Path, options.out), cast(Language, options.language)
    printer = _printer(out, options)
    run, site, layouts = _assessed(options, content)
    edited = edition_of(decided(run), cast(Edition, options.edition))
    material = material_of(edited, content, site=site, layouts=layouts, language=language, ground=options.ground or "")
    if printer is None:
        _write_data(edited, material, out, options.template)
    else:
        printer(compose(material, options.template), out)
    print(say("exchange", "written", language, {"file": str(out)}))
    return 1 if any(issue.severity == "error" for issue in run.issues) else 0


def material_of(
    edited: EditedRun, content: Content, *, site: Site | None, layouts: Sequence[Layout], language: Language,
    ground: str = "", today: date | None = None,
) -> Material:  # fmt: skip
    """What the chapters draw on."""
    return Material(
        edited=edited, language=language, specs=content.specs, tradeoffs=content.tradeoffs, process=content.process,
        sources=content.sources, site=site, layouts=layouts, ground=ground, date=(today or date.today()).isoformat(),
    )  # fmt: skip


def _assessed(options: argparse.Namespace, content: Content) -> tuple[Run, Site | None, Sequence[Layout]]:
    """Screen the plots of a site folder, or compare layout files (standing on a site where one is given)."""
    from siteplan.readers.layout import read_layout
    from siteplan.readers.site import read_site

    paths = [Path(name) for name in options.subjects]
    choices = Choices(profile=options.profile, stage=options.stage)
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        raise InputError(Issue(code="report-site-and-layouts", element=str(folders[0])))
    if folders:
        site, issues = read_site(folders[0], specs=content.specs)
        return screen_plots(site, content, choices=choices, issues=issues), site, site.layouts
    beside: Site | None
    found: Sequence[Issue]
    beside, found = (None, ()) if options.site is None else read_site(Path(options.site), specs=content.specs)
    layouts: list[Layout] = []
    everything = list(found)
    for path in paths:
        layout, own = read_layout(path, crs=beside.crs if beside is not None else None)
        layouts.append(layout)
        everything += [issue for issue in own if issue not in layout.issues]
    run = assess_layouts(layouts, content, choices=choices, site=beside, issues=everything, command="compare")
    return run, beside, layouts


def _printer(out: Path, options: argparse.Namespace) -> Printer | None:
    """How the file's ending is printed; None for the formats of data."""
    suffix = out.suffix.lower()
    if not out.parent.is_dir():
        raise InputError(Issue(code="not-writable", file=out.name, values={"detail": str(out.parent)}))
    if suffix in (".csv", ".gpkg"):
        return None
    if suffix == ".html":
        return _print_html
    if suffix == ".pdf":
        return _print_pdf
    if suffix == ".docx":
        template = None if options.word_template is None else Path(options.word_template)

        def print_word(document: Document, path: Path) -> None:
            from siteplan.report.word import word_report

            _save(path, word_report(document, template=template))

        return print_word
    known = ".html, .pdf, .docx, .csv, .gpkg"
    raise InputError(Issue(code="unknown-format", file=out.name, values={"known": known}))


def _print_html(document: Document, path: Path) -> None:
    from siteplan.report.html import html_report

    _save(path, html_report(document).encode("utf-8"))


def _print_pdf(document: Document, path: Path) -> None:
    from siteplan.report.pdf import pdf_report

    _save(path, pdf_report(document))


def _save(path: Path, content: bytes) -> None:
    """Written beside and moved into place, so that nobody reads half a report."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        detail = error.strerror or type(error).__name__
        raise InputError(Issue(code="not-writable", file=path.name, values={"detail": detail})) from error


def _write_data(edited: EditedRun, material: Material, out: Path, template: str) -> None:
    """The same content for the case system (CSV) and the GIS (GeoPackage); the field sheet as a form to fill in."""
    from siteplan.writers.field_sheet import write_field_sheet
    from siteplan.writers.results import write_run

    if template == "field-sheet" and out.suffix.lower() == ".csv":
        write_field_sheet(out, material.specs.values(), language=material.language)
        return
    plots = material.site.plots if material.site is not None and material.about_plots else ()
    layouts = () if material.about_plots else material.layouts
    output = out.suffix.lower().removeprefix(".")
    write_run(
        edited.run, material.sources, output=output, out=out, language=material.language, plots=plots, layouts=layouts
    )  # fmt: skip
