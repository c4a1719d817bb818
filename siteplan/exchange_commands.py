"""``siteplan import`` and ``siteplan export``: drawings and models to layout files, and layouts out again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from siteplan.context.layout_plans import openings_in_use, storey_plans
from siteplan.errors import InputError, Issue
from siteplan.model import OUTSIDE, Layout
from siteplan.text import Language, catalogue, issue_sentence, number, say

_DWG = frozenset({".dwg", ".dwt"})


def import_command(options: argparse.Namespace) -> int:
    """Read a drawing or model, write it as a layout file, and list what a person should know on standard output."""
    out = cast(Path, options.out)
    if out.suffix.lower() not in (".geojson", ".json"):
        raise InputError(Issue(code="unknown-format", file=out.name, values={"known": ".geojson"}))
    layout, issues = read_drawing(Path(options.file), mapping=options.mapping, units=options.units)
    _write(layout, out)
    language = cast(Language, options.language)
    for line in summary(layout, issues, language):
        print(line)
    print(say("exchange", "written", language, {"file": str(out)}))
    return 1 if any(issue.severity == "error" for issue in issues) else 0


def export_command(options: argparse.Namespace) -> int:
    """Write a layout in the format that the file's ending names."""
    out = cast(Path, options.out)
    layout, issues = read_any(Path(options.layout))
    _write(layout, out)
    language = cast(Language, options.language)
    for issue in issues:
        print(f"siteplan: {issue_sentence(issue, language)}", file=sys.stderr)
    print(say("exchange", "written", language, {"file": str(out)}))
    return 1 if any(issue.severity == "error" for issue in issues) else 0


def read_drawing(
    path: Path, *, mapping: Path | None = None, units: str | None = None
) -> tuple[Layout, tuple[Issue, ...]]:
    """A layout from a drawing (.dxf), a model (.ifc) or a GeoPackage that siteplan has written (.gpkg).

    Raises InputError: "import-unknown-format", "dxf-is-dwg", "units-not-for-ifc", and what the readers raise.
    """
    from siteplan.readers.import_mapping import read_mapping

    suffix = path.suffix.lower()
    if suffix in _DWG:
        raise InputError(Issue(code="dxf-is-dwg", file=path.name, values={"version": suffix}))
    settings = read_mapping(mapping) if mapping is not None else None
    if suffix == ".dxf":
        from siteplan.readers.dxf import read_dxf

        return read_dxf(path, mapping=settings, units=units)
    if suffix == ".ifc":
        from siteplan.readers.ifc import read_ifc

        if units is not None:
            raise InputError(Issue(code="units-not-for-ifc", file=path.name, element="--units"))
        return read_ifc(path, mapping=settings)
    if suffix == ".gpkg":
        from siteplan.readers.layout_gpkg import read_layout_gpkg

        return read_layout_gpkg(path)
    values = {"found": suffix or "–", "known": ".dxf, .ifc, .gpkg"}
    raise InputError(Issue(code="import-unknown-format", file=path.name, values=values))


def read_any(
    path: Path, *, crs: str | None = None, mapping: Path | None = None, units: str | None = None
) -> tuple[Layout, tuple[Issue, ...]]:
    """A layout from a layout file, or from any drawing or model that can be imported.

    ``crs``: the site's system, in which a free-floating layout file that says where it stands is placed; ``mapping``
    and ``units`` are for drawings and models, as in `read_drawing`.
    """
    if path.suffix.lower() in (".dxf", ".ifc", ".gpkg", *_DWG):
        return read_drawing(path, mapping=mapping, units=units)
    from siteplan.readers.layout import read_layout

    return read_layout(path, crs=crs)


def summary(layout: Layout, issues: Sequence[Issue], language: Language) -> list[str]:
    """What was read, counted, then every issue: those that leave something out first."""
    doors, _ = openings_in_use(storey_plans(layout))
    joins = sum(OUTSIDE not in door.sides and door.sides[0] != door.sides[1] for door in doors)
    counts = {
        "spaces": len(layout.spaces), "doors": len(layout.doors), "windows": len(layout.windows),
        "walls": len(layout.walls), "storeys": len(layout.storeys), "stairs": len(layout.connectors),
        "units": len(layout.unit_ids()), "joins": joins, "out": sum(door.exterior for door in doors),
    }  # fmt: skip
    area = number(sum(space.boundary.area for space in layout.spaces), language, decimals=1)
    lines = [
        say("exchange", "counts", language, {**{k: str(v) for k, v in counts.items()}, "area": area}),
        say("exchange", "place" if layout.crs else "floating", language, {"crs": layout.crs or ""}),
    ]
    rank: Mapping[str, int] = {"error": 0, "warning": 1, "information": 2}
    for issue in sorted(issues, key=lambda each: rank[each.severity]):
        word = catalogue("exchange")[issue.severity][language]
        lines.append(f"{word}: {issue_sentence(issue, language)}")
    return lines


def _write(layout: Layout, out: Path) -> None:
    writer = _writer(out)
    if not out.parent.is_dir():
        values = {"detail": str(out.parent)}
        raise InputError(Issue(code="not-writable", file=out.name, values=values))
    try:
        writer(layout, out)
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise InputError(Issue(code="not-writable", file=out.name, values={"detail": detail})) from error


def _writer(out: Path) -> Callable[[Layout, Path], None]:
    suffix = out.suffix.lower()
    if suffix in (".geojson", ".json"):
        from siteplan.writers.layout import write_layout

        return write_layout
    if suffix == ".dxf":
        from siteplan.writers.layout_dxf import write_layout_dxf

        return write_layout_dxf
    if suffix == ".ifc":
        from siteplan.writers.layout_ifc import write_layout_ifc

        return write_layout_ifc
    if suffix == ".gpkg":
        from siteplan.writers.layout_gpkg import write_layout_gpkg

        return write_layout_gpkg
    raise InputError(Issue(code="unknown-format", file=out.name, values={"known": ".gpkg, .dxf, .ifc, .geojson"}))
