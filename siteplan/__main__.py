"""The command line: ``siteplan ...`` or ``python -m siteplan ...``.

Exit status 0: done; 1: done, but something asked for could not be read (issues listed);
2: bad input or usage.
Results alone on standard output; progress and messages on standard error. Heavy imports wait until needed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from siteplan import __version__

FORMATS = ("table", "json", "csv", "geojson", "gpkg", "parquet")
REPORTS = ("case", "council", "husbanken-location", "field-sheet", "compare-a3")
KINDS = ("plot", "portfolio", "layout", "programme", "declared", "tradeoff", "process")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the console entry point. Returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    from siteplan.command_line import run_command
    from siteplan.errors import InputError, SiteplanError

    try:
        return run_command(options)
    except InputError as error:
        from siteplan.text import issue_sentence

        for issue in error.issues:
            print(f"siteplan: {issue_sentence(issue, options.language)}", file=sys.stderr)
        return 2
    except SiteplanError as error:
        print(f"siteplan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The commands of INTERFACES section 4 that exist so far."""
    parser = argparse.ArgumentParser(
        prog="siteplan",
        description="Scores plots and layouts for homes with services against documented criteria, with evidence.",
    )
    parser.add_argument("--version", action="version", version=f"siteplan {__version__}")
    parser.set_defaults(language="en")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_screen(commands)
    _add_portfolio(commands)
    _add_evaluate(commands)
    _add_compare(commands)
    _add_exchange(commands)
    _add_report(commands)
    _add_improve(commands)
    _add_rating(commands)
    _add_log(commands)
    _add_criteria(commands)
    _add_fetch(commands)
    _add_visibility(commands)
    _add_isovist(commands)
    warm_up = commands.add_parser("warm-up", help="compile and cache the kernels, once for a machine")
    _add_language(warm_up)
    app = commands.add_parser("app", help="open the dashboard on a site folder")
    app.add_argument("site", nargs="?", metavar="SITE", help="a site folder (default: the sample site)")
    app.add_argument("--port", type=int, default=8501, help="port on this machine (default 8501)")
    app.add_argument("--host", default="localhost", help="address to serve on (default: this machine only)")
    _add_language(app)
    return parser


def _add_screen(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    screen = commands.add_parser("screen", help="score and rank every plot of a site")
    screen.add_argument("site", nargs="?", metavar="SITE", help="a site folder with site.toml")
    screen.add_argument("--plots", metavar="FILE", help="candidate plots in any vector format, or CSV with --crs")
    screen.add_argument(
        "--from-parcels", action="store_true",
        help="screen every parcel of the layer parcels that could hold the programme",
    )  # fmt: skip
    screen.add_argument(
        "--osm", metavar="FILE", action="append", default=[], help="OpenStreetMap extract (.osm, .osm.pbf)"
    )
    screen.add_argument("--gtfs", metavar="FILE", action="append", default=[], help="timetable feed (zip)")
    screen.add_argument("--week", metavar="DATE", help="any day (YYYY-MM-DD) of the week to count departures in")
    screen.add_argument("--terrain", metavar="FILE", help="terrain model (GeoTIFF)")
    screen.add_argument("--layer", metavar="NAME=FILE", action="append", default=[], help="a municipal layer")
    screen.add_argument("--crs", metavar="EPSG:N", help="projected CRS of the site, or of a CSV file")
    _add_measure_again(screen)
    screen.add_argument("--workers", metavar="N", type=int, help="screen on N processes of this machine")
    screen.add_argument("--cluster", metavar="ADDRESS", help="screen on a Dask cluster (tcp://host:8786)")
    screen.add_argument(
        "--resume", action="store_true", help="go on where an interrupted run of the same inputs stopped (with --out)"
    )
    _add_choices(screen)
    _add_output(screen)


def _add_portfolio(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    portfolio = commands.add_parser("portfolio", help="judge several chosen plots together")
    portfolio.add_argument("site", metavar="SITE", help="a site folder with site.toml")
    portfolio.add_argument(
        "--choose", metavar="ID", action="append", required=True, help="a plot of the set; repeat it"
    )
    _add_choices(portfolio)
    _add_output(portfolio)


def _add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    evaluate = commands.add_parser("evaluate", help="scorecard of one layout")
    evaluate.add_argument("layouts", nargs=1, metavar="LAYOUT", help="a layout file (GeoJSON)")
    evaluate.add_argument("--site", metavar="SITE", help="the site folder that the layout belongs to")
    evaluate.add_argument("--plot", metavar="ID", help="the plot of the site on which the layout stands")
    evaluate.add_argument("--place", metavar="X,Y,DEG", help="place a free-floating layout: metres and degrees")
    _add_choices(evaluate)
    _add_output(evaluate)


def _add_compare(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = commands.add_parser("compare", help="layouts side by side, ranked")
    compare.add_argument("layouts", nargs="+", metavar="LAYOUT", help="layout files (GeoJSON)")
    compare.add_argument("--site", metavar="SITE", help="the site folder that the layouts belong to")
    _add_measure_again(compare)
    compare.set_defaults(plot=None, place=None)
    _add_choices(compare)
    _add_output(compare)


def _add_exchange(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bring = commands.add_parser("import", help="drawing (DXF) or model (IFC) to a layout file, with what to check")
    bring.add_argument(
        "file", metavar="FILE", help="a drawing (.dxf) or model (.ifc), or a layout's GeoPackage (.gpkg)"
    )
    bring.add_argument("--mapping", metavar="MAP.toml", type=Path, help="what layers, blocks and rooms mean")
    bring.add_argument("--units", metavar="UNIT", help="unit of a DXF where its header is wrong: m, cm, mm, in, ft")
    bring.add_argument("--out", metavar="LAYOUT.geojson", type=Path, required=True)
    _add_language(bring)
    send = commands.add_parser("export", help="a layout out again: GeoPackage, DXF, IFC4x3 or GeoJSON")
    send.add_argument("layout", metavar="LAYOUT", help="a layout file (GeoJSON), or a drawing that can be imported")
    send.add_argument("--out", metavar="FILE", type=Path, required=True, help=".gpkg, .dxf, .ifc or .geojson")
    _add_language(send)


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = commands.add_parser("report", help="a report on plots or layouts: HTML, PDF, Word, CSV, GeoPackage")
    report.add_argument("subjects", nargs="+", metavar="SITE-or-LAYOUT", help="a site folder, or layout files")
    report.add_argument("--site", metavar="SITE", help="the site folder that the layouts belong to")
    report.add_argument("--template", choices=REPORTS, default="case", help="kind of report (default case)")
    report.add_argument(
        "--edition", choices=("public", "internal"), default="public", help="who may read it (default public)"
    )
    report.add_argument("--ground", metavar="TEXT", help="why an internal edition is exempt from public access")
    report.add_argument("--out", metavar="FILE", type=Path, required=True, help=".html, .pdf, .docx, .csv or .gpkg")
    report.add_argument("--word-template", metavar="FILE.docx", help="the municipality's own Word template")
    report.add_argument("--profile", metavar="NAME", help="which criteria, weights and requirements")
    report.add_argument("--stage", choices=("sketch", "preliminary", "detailed"), help="the stage of the project")
    _add_language(report)


def _add_improve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    improve = commands.add_parser("improve", help="the smallest changes that mend a layout, or better a site's plots")
    improve.add_argument("subject", metavar="LAYOUT-or-SITE", help="a layout file, or a site folder for its plots")
    improve.add_argument("--site", metavar="SITE", help="the site folder that the layout belongs to")
    improve.add_argument(
        "--criterion", metavar="ID", action="append", default=[], help="only this; repeat it (default: all that fail)"
    )
    improve.add_argument("--reach", type=float, default=10.0, metavar="M", help="move buildings so far (default 10)")
    improve.add_argument("--seconds", type=float, default=60.0, metavar="S", help="for each criterion (default 60)")
    improve.add_argument("--seed", type=int, default=1, metavar="N", help="of what is tried where time is short")
    improve.add_argument("--out", metavar="FOLDER", type=Path, help="save each suggested layout here")
    improve.add_argument("--profile", metavar="NAME", help="which criteria, weights and requirements")
    improve.add_argument("--format", choices=("table", "json"), help="default: table on a terminal, else json")
    _add_language(improve)


def _add_rating(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    forms = commands.add_parser("rating-forms", help="blind forms on paper and as tables, for people to rate layouts")
    forms.add_argument("layouts", nargs="+", metavar="LAYOUT", help="layout files")
    forms.add_argument("--out", metavar="FOLDER", type=Path, required=True, help="the forms and their key")
    forms.add_argument("--raters", type=int, default=2, metavar="N", help="how many raters (default 2)")
    forms.add_argument("--seed", type=int, default=1, metavar="N", help="of the order of the letters")
    _add_language(forms)
    agree = commands.add_parser("agreement", help="how far returned forms agree, with one another and with siteplan")
    agree.add_argument("folder", metavar="FOLDER", help="where rating-forms wrote, with the answers filled in")
    agree.add_argument("--site", metavar="SITE", help="the site folder that the layouts belong to")
    _add_language(agree)


def _add_log(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    log = commands.add_parser("log", help="what was decided about a site, by which role, when and why")
    log.add_argument("site", metavar="SITE", help="a site folder with site.toml")
    log.add_argument("--why", metavar="REASON", help="record what changed in site.toml since the last entry")
    log.add_argument("--role", metavar="ROLE", help="in which role it was decided; never a name")
    _add_language(log)


def _add_criteria(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    criteria = commands.add_parser("criteria", help="what is asked: text, parameters with their basis, quotations")
    criteria.add_argument("id", nargs="?", metavar="ID", help="one criterion or trade-off")
    criteria.add_argument("--kind", choices=KINDS, help="only these")
    criteria.add_argument("--format", choices=("table", "json"), default="table")
    _add_language(criteria)


def _add_fetch(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fetch = commands.add_parser("fetch", help="download a place's OpenStreetMap data into a site folder")
    fetch.add_argument("place", metavar="PLACE", help='a place as Nominatim knows it: "Melhus, Norway"')
    fetch.add_argument("--out", metavar="FOLDER", type=Path, required=True)
    _add_language(fetch)


def _add_visibility(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    graph = commands.add_parser("visibility", help="visibility graph analysis of a storey or the outdoor area")
    graph.add_argument("layout", metavar="LAYOUT", help="a layout file; one with nothing but walls is enough")
    graph.add_argument("--spacing", type=float, default=0.5, metavar="M", help="distance of cell centres (default 0.5)")
    graph.add_argument("--storey", type=int, default=0, metavar="N", help="0 = ground (default)")
    graph.add_argument("--seed", metavar="X,Y", help="where to begin (default: the access, else the base's main door)")
    graph.add_argument("--doors", choices=("open", "closed"), default="open", help="default open")
    graph.add_argument("--eye", type=float, default=1.6, metavar="M", help="height of the eye (default 1.6)")
    graph.add_argument("--target", type=float, default=1.6, metavar="M", help="height looked at (default 1.6)")
    graph.add_argument("--measures", metavar="LIST", help="columns, comma between; all but through_vision by default")
    graph.add_argument("--format", choices=("table", "json", "csv", "gpkg", "tif"), help="default: table, else json")
    graph.add_argument("--out", metavar="FILE", type=Path, help="write here; the format follows the file's ending")
    _add_language(graph)


def _add_isovist(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    isovist = commands.add_parser("isovist", help="what is seen from a point, with its measures")
    isovist.add_argument("layout", metavar="LAYOUT", help="a layout file")
    isovist.add_argument("--at", metavar="X,Y", required=True, help="where the eye stands")
    isovist.add_argument("--storey", type=int, default=0, metavar="N", help="0 = ground (default)")
    isovist.add_argument("--eye", type=float, default=1.6, metavar="M", help="height of the eye (default 1.6)")
    isovist.add_argument("--target", type=float, default=1.4, metavar="M", help="height looked at (default 1.4)")
    isovist.add_argument("--format", choices=("geojson", "table"), default="geojson", help="default geojson")
    isovist.add_argument("--out", metavar="FILE", type=Path, help="write here instead of to standard output")
    _add_language(isovist)


def _add_measure_again(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--measure-again", type=int, default=0, metavar="N",
        help="how firm the order is: measure the first twelve again under N other settings of our limits (try 12)",
    )  # fmt: skip


def _add_choices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--profile", metavar="NAME", help="which criteria, weights and requirements (default: the site's)"
    )
    parser.add_argument("--weights", metavar="FILE", type=Path, help="TOML with [weights] and [limits]")
    parser.add_argument(
        "--programme", metavar="FILE", type=Path, help="TOML with what is declared: staffing, target group ..."
    )
    parser.add_argument("--stage", choices=("sketch", "preliminary", "detailed"), help="the stage of the project")


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, help="default: table on a terminal, else json")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write here; the format follows the file's ending")
    _add_language(parser)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("nb", "en"), default="en", help="language of sentences (default en)")


if __name__ == "__main__":
    sys.exit(main())
