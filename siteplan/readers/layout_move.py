"""Placing a free-floating layout, fitting it to its plot, and its fingerprint."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from siteplan.errors import InputError, Issue
from siteplan.model import Layout, Placement, Plot
from siteplan.readers.crs import name_of, parse_crs
from siteplan.records.fingerprint import fingerprint

KEPT = "kept"
"""Where a layout's properties keep features that are not used, to be written back."""
PLOT_MATCH_M = 0.5
"""A drawn plot must match the site's plot this closely."""

Thing = TypeVar("Thing")


def fingerprint_of(layout: Layout) -> str:
    """Fingerprint of a layout's content; where it came from and what was said about it do not count."""
    return fingerprint(layout, leave_out=("fingerprint", "sources", "issues"))


def place(
    layout: Layout, *, x: float, y: float, rotation_deg: float, crs: str, plot: str | None = None
) -> Layout:  # fmt: skip
    """A free-floating layout turned about its origin, then moved, into a projected system.

    Parameters
    ----------
    x, y
        Where its origin comes to stand [m].
    rotation_deg
        Counter-clockwise about (0, 0) [deg].
    crs
        Projected system in metres.
    plot
        Id of the plot that it stands on.

    Raises
    ------
    InputError
        "layout-already-placed" for a layout whose file states its own system; "unknown-crs".
    """
    if layout.crs is not None:
        values = {"crs": layout.crs}
        raise InputError(Issue(code="layout-already-placed", file=layout.name, element="placement", values=values))

    def move(shape: BaseGeometry) -> BaseGeometry:
        return affinity.translate(affinity.rotate(shape, rotation_deg, origin=(0, 0)), x, y)

    moved = _moved(layout, move)
    # A free layout's own north no longer counts: a projected system has its own. Headings turn with the drawing.
    turn = layout.north_deg - rotation_deg
    cameras = tuple(
        camera if camera.heading_deg is None
        else dataclasses.replace(camera, heading_deg=(camera.heading_deg + turn) % 360.0)
        for camera in moved.cameras
    )  # fmt: skip
    placed = dataclasses.replace(
        moved, cameras=cameras, north_deg=0.0, crs=name_of(parse_crs(crs, file=layout.name, element="crs")),
        placement=Placement(plot=plot, x=x, y=y, rotation_deg=rotation_deg),
    )  # fmt: skip
    return dataclasses.replace(placed, fingerprint=fingerprint_of(placed))


def fit_to_plot(
    layout: Layout, plot: Plot, *, with_fingerprint: bool = True
) -> tuple[Layout, tuple[Issue, ...]]:  # fmt: skip
    """A placed layout on the site's plot: a drawn plot that differs by over 0.5 m is named, and the site's plot wins.

    A layout that floats free is returned as it is: what needs the plot stays undetermined. Without fingerprint, which
    takes longer than all the rest, it is for the moment only: never to be saved or kept.
    """
    if layout.crs is None:
        return layout, ()
    issues: list[Issue] = []
    if layout.crs != plot.crs:
        values = {"plot": plot.id, "crs": layout.crs, "site_crs": plot.crs}
        raise InputError(Issue(code="layout-crs-differs", file=layout.name, element="crs", values=values))
    if layout.plot_boundary is not None:
        apart = float(shapely.hausdorff_distance(layout.plot_boundary, plot.boundary, densify=0.05))
        if apart > PLOT_MATCH_M:
            values = {"plot": plot.id, "apart": f"{apart:.1f}"}
            issues.append(
                Issue(
                    code="layout-plot-differs", file=layout.name, element="plot", values=values, severity="warning",
                    geometry=layout.plot_boundary,
                )
            )  # fmt: skip
    around = plot.boundary.buffer(PLOT_MATCH_M)
    outside = [space.id for space in layout.spaces if not around.covers(space.boundary)]
    if outside:
        values = {"plot": plot.id, "spaces": ", ".join(outside[:8]), "count": str(len(outside))}
        issues.append(
            Issue(code="layout-outside-plot", file=layout.name, element=outside[0], values=values, severity="warning")
        )
    fitted = dataclasses.replace(layout, plot_boundary=plot.boundary, issues=(*layout.issues, *issues))
    known = fingerprint_of(fitted) if with_fingerprint else ""
    return dataclasses.replace(fitted, fingerprint=known), tuple(issues)


def _moved(thing: Thing, move: Callable[[BaseGeometry], BaseGeometry]) -> Thing:
    """A copy with every geometry in it moved, however deep."""
    if isinstance(thing, BaseGeometry):
        return cast(Thing, move(thing))
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        changes = {field.name: _moved(getattr(thing, field.name), move) for field in dataclasses.fields(thing)}
        return dataclasses.replace(thing, **changes)
    if isinstance(thing, tuple | list):
        return cast(Thing, type(thing)(_moved(part, move) for part in thing))
    if isinstance(thing, Mapping):
        return cast(Thing, {key: _moved(part, move) for key, part in thing.items()})
    return thing
