"""What each command does: read, assess, write. The parser stands in ``__main__``, which stays light."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from siteplan.assessment import Choices, assess_layouts, assess_portfolio, plots_from_parcels
from siteplan.content import Content, content_folder, load_content
from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Plot, Site
from siteplan.run import Run
from siteplan.text import Language, issue_sentence
from siteplan.visibility_commands import isovist, visibility, warm_up

if TYPE_CHECKING:
    from siteplan.screening.command import SiteOptions

SAMPLE_SITE = "kveldsvag"


def run_command(options: argparse.Namespace) -> int:
    """Run the parsed command; returns the exit status. Raises InputError for what cannot be used."""
    from siteplan.exchange_commands import export_command, import_command
    from siteplan.improve_command import improve_command
    from siteplan.log_command import log_command
    from siteplan.rating_command import agreement_command, forms_command
    from siteplan.report_commands import report_command

    commands = {
        "report": report_command,
        "improve": improve_command,
        "log": log_command,
        "rating-forms": forms_command,
        "agreement": agreement_command,
        "import": import_command,
        "export": export_command,
        "screen": _screen,
        "portfolio": _portfolio,
        "evaluate": _layouts,
        "compare": _layouts,
        "criteria": _criteria,
        "fetch": _fetch,
        "app": _app,
        "visibility": visibility,
        "isovist": isovist,
        "warm-up": warm_up,
    }
    return commands[options.command](options)


def _screen(options: argparse.Namespace) -> int:
    from siteplan.readers.site import read_site
    from siteplan.screening.command import finish_screen, screen_tiles

    content = load_content()
    if options.site is None and options.plots is None and not options.from_parcels:
        raise InputError(Issue(code="nothing-to-screen"))
    asked = _site_options(options, content)
    output = options.format or _format_of(options.out)
    by_tiles = screen_tiles(options, content, asked=asked, choices=_choices(options, content), output=output,
                            progress=_progress())  # fmt: skip
    if by_tiles is not None:
        return by_tiles
    site, issues = read_site(
        asked.folder, plots=asked.plots, osm=asked.osm, gtfs=asked.gtfs, terrain=asked.terrain, layers=asked.layers,
        crs=asked.crs, timetable_week=asked.week, specs=asked.specs,
    )  # fmt: skip
    if options.from_parcels:
        site, looked = plots_from_parcels(site, content, choices=_choices(options, content))
        issues = (*issues, *looked)
    choices, count = _choices(options, content), options.measure_again

    def again(run: Run) -> Run:
        from siteplan.measuring_again import plots_measured_again

        return plots_measured_again(run, site, content, choices=choices, count=count, progress=_progress())

    return finish_screen(
        options, content, site=site, issues=issues, choices=choices, output=output, progress=_progress(),
        finish=partial(_finish, again=again if count else None),
    )  # fmt: skip


def _site_options(options: argparse.Namespace, content: Content) -> SiteOptions:
    from siteplan.screening.command import SiteOptions

    return SiteOptions(
        folder=Path(options.site) if options.site else None, plots=options.plots, osm=_existing(options.osm),
        gtfs=_existing(options.gtfs), terrain=Path(options.terrain) if options.terrain else None,
        layers=_named_layers(options.layer), crs=options.crs, week=_day(options.week), specs=content.specs,
    )  # fmt: skip


def _portfolio(options: argparse.Namespace) -> int:
    content = load_content()
    site, issues = _site(options.site, content)
    assert site is not None
    chosen = [plot for name in dict.fromkeys(options.choose) if (plot := _plot(site, name)) is not None]
    run = assess_portfolio(site, chosen, content, choices=_choices(options, content), issues=issues)
    return _finish(run, content, options, plots=chosen, asked=issues)


def _layouts(options: argparse.Namespace) -> int:
    from siteplan.readers.layout import read_layout

    content = load_content()
    site, issues = _site(options.site, content)
    plot = _plot(site, options.plot)
    layouts: list[Layout] = []
    found: list[Issue] = list(issues)
    for name in options.layouts:
        # --place rules over the file's own placement, which is in the site's system.
        layout, own = read_layout(Path(name), crs=site.crs if site and options.place is None else None)
        layouts.append(_placed(layout, options.place, site, plot))
        found += [issue for issue in own if issue not in layout.issues]
    run = assess_layouts(
        _distinct(layouts), content, choices=_choices(options, content), site=site, plot=plot, issues=found,
        command=options.command,
    )  # fmt: skip
    count = getattr(options, "measure_again", 0)

    def again(run: Run) -> Run:
        from siteplan.measuring_again import layouts_measured_again

        return layouts_measured_again(
            run, layouts, content, choices=_choices(options, content), count=count, site=site, plot=plot,
            progress=_progress(),
        )  # fmt: skip

    return _finish(run, content, options, layouts=layouts, asked=run.issues, again=again if count else None)


def _placed(layout: Layout, place: str | None, site: Site | None, plot: Plot | None) -> Layout:
    from siteplan.readers.layout import place as place_layout

    if place is None:
        return layout
    try:
        x, y, turn = (float(part) for part in place.split(","))
    except ValueError as error:
        raise InputError(Issue(code="wrong-place", element=place)) from error
    crs = site.crs if site else layout.crs
    if crs is None:
        raise InputError(Issue(code="place-without-site", element=place))
    return place_layout(layout, x=x, y=y, rotation_deg=turn, crs=crs, plot=plot.id if plot else None)


def _distinct(layouts: Iterable[Layout]) -> list[Layout]:
    """Layouts of one run need distinct ids; a second of the same name is refused, not renamed."""
    seen: dict[str, Layout] = {}
    for layout in layouts:
        if layout.id in seen:
            raise InputError(Issue(code="layouts-alike", element=layout.id))
        seen[layout.id] = layout
    return list(seen.values())


def _site(folder: str | None, content: Content) -> tuple[Site | None, tuple[Issue, ...]]:
    if folder is None:
        return None, ()
    from siteplan.readers.site import read_site

    return read_site(Path(folder), specs=content.specs)


def _plot(site: Site | None, plot_id: str | None) -> Plot | None:
    if plot_id is None:
        return None
    plots = site.plots if site else ()
    for plot in plots:
        if plot.id == plot_id:
            return plot
    known = ", ".join(plot.id for plot in plots) or "–"
    raise InputError(Issue(code="unknown-plot", element=plot_id, values={"known": known}))


def _choices(options: argparse.Namespace, content: Content) -> Choices:
    from siteplan.readers.programme import read_programme
    from siteplan.readers.weights import WeightsFile, read_weights

    file = read_weights(options.weights, specs=content.specs) if options.weights else WeightsFile()
    programme = read_programme(options.programme, specs=content.specs) if options.programme else {}
    return Choices(
        profile=options.profile, weights=file.weights, limits=file.limits, programme=programme, stage=options.stage
    )


def _existing(names: Iterable[str]) -> tuple[Path, ...]:
    paths = tuple(Path(name) for name in names)
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise InputError([Issue(code="file-missing", file=str(path)) for path in missing])
    return paths


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise InputError(Issue(code="wrong-week", element=text)) from error


def _named_layers(named: Iterable[str]) -> dict[str, str]:
    layers = {}
    for pair in named:
        name, sign, file = pair.partition("=")
        if not sign or not file:
            raise InputError(Issue(code="wrong-layer-option", element=pair))
        layers[name] = file
    return layers


def _finish(
    run: Run,
    content: Content,
    options: argparse.Namespace,
    *,
    asked: Iterable[Issue],
    plots: Sequence[Plot] = (),
    layouts: Sequence[Layout] = (),
    again: Callable[[Run], Run] | None = None,
) -> int:
    """Write the run where and how it was asked for; list the issues on standard error.

    ``again``: settles how firm the order is by measuring again under other limits.
    """
    from siteplan.run import decided
    from siteplan.writers.results import write_run

    language = cast(Language, options.language)
    output = options.format or _format_of(options.out)
    run = decided(run) if again is None else again(run)
    write_run(run, content.sources, output=output, out=options.out, language=language, plots=plots, layouts=layouts)
    unread = [issue for issue in asked if issue.severity == "error"]
    if output == "table" or options.out:
        return 1 if unread else 0
    for issue in run.issues:
        print(f"siteplan: {issue_sentence(issue, language)}", file=sys.stderr)
    return 1 if unread else 0


def _format_of(out: Path | None) -> str:
    if out is None:
        return "table" if sys.stdout.isatty() else "json"
    endings = {
        ".json": "json",
        ".csv": "csv",
        ".geojson": "geojson",
        ".gpkg": "gpkg",
        ".parquet": "parquet",
        ".txt": "table",
    }
    if out.suffix.lower() not in endings:
        raise InputError(Issue(code="unknown-format", file=out.name, values={"known": ", ".join(endings)}))
    return endings[out.suffix.lower()]


class _Bar:
    """Progress on standard error, redrawn in place; shown only to a person."""

    def __call__(self, done: int, total: int) -> None:
        width = 30
        filled = width * done // total
        end = "\n" if done == total else ""
        print(f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)


def _progress() -> _Bar | None:
    return _Bar() if sys.stderr.isatty() else None


def _criteria(options: argparse.Namespace) -> int:
    from siteplan.writers.criteria_list import write_criteria

    content = load_content()
    known = {*content.specs, *content.tradeoffs, *content.process}
    if options.id is not None and options.id not in known:
        raise InputError(Issue(code="unknown-criterion-asked", element=options.id))
    write_criteria(
        content.specs, content.tradeoffs, content.sources, process=content.process, only=options.id, kind=options.kind,
        output=options.format, language=cast(Language, options.language),
    )  # fmt: skip
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from siteplan.readers.osm_download import fetch_place

    folder = fetch_place(options.place, out=options.out)
    print(folder)
    return 0


def _app(options: argparse.Namespace) -> int:
    """Serve the dashboard with Streamlit, on this machine only."""
    import os
    import subprocess

    site = Path(options.site) if options.site else content_folder() / "sample_sites" / SAMPLE_SITE
    if not (site / "site.toml").is_file():
        raise InputError(Issue(code="no-site-toml", file=str(site)))
    folder = content_folder()
    environment = {**os.environ, "SITEPLAN_SITE": str(site.resolve()), "SITEPLAN_LANGUAGE": options.language}
    command = [sys.executable, "-m", "streamlit", "run", str(folder / "app.py"), "--server.port", str(options.port)]
    command += ["--server.address", options.host]
    return subprocess.call(command, cwd=folder, env=environment)
