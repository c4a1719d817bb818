"""A town as map layers: what OpenStreetMap says around the plots, and the plots on top."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from siteplan.dashboard.planmap.scene import Bounds, MapFeature, MapLayer, Scene, build_scene
from siteplan.measures.sea import sea_areas
from siteplan.model import Places, Plot, StreetNetwork, Surroundings

_BUILT_UP = frozenset({"residential", "commercial", "retail", "industrial", "education", "institutional"})
_MOST_BUILDINGS, _MOST_STREETS = 80_000, 80_000
"""Beyond these a map grows sluggish; the farthest from the plots are left out (``scene.thin``). The whole of Trondheim
(66,639 buildings) stays below."""
_RAILS_SHOWN = frozenset({"rail", "light_rail", "tram", "narrow_gauge"})


def town_scene(surroundings: Surroundings | None, plots: Sequence[Plot], *, margin_m: float = 250.0) -> Scene:
    """The map of a site: background, and one selectable feature for each plot (its id is the plot's).

    Parameters
    ----------
    surroundings
        None where no street data were given: then the plots stand on an empty sheet.
    plots
        At least one, all in the same CRS.
    margin_m
        Shown around the plots at first.

    Raises
    ------
    ValueError
        Without plots.
    """
    if not plots:
        raise ValueError("a map needs at least one plot")
    boundaries = [plot.boundary for plot in plots]
    layers = [*town_layers(surroundings)] if surroundings is not None else []
    return build_scene(
        [*layers, plot_layer(plots)],
        crs=plots[0].crs,
        extent=_around(boundaries, margin_m),
        focus=boundaries,
    )


def plot_layer(plots: Sequence[Plot]) -> MapLayer:
    """The plots; score class and rank come with the overlay, because weights change them."""
    features = tuple(
        MapFeature(geometry=plot.boundary, id=plot.id, kind="unknown", label=_short(plot.name), title=plot.name)
        for plot in plots
    )
    return MapLayer(name="plots", style="plot", features=features, selectable=True)


def town_layers(surroundings: Surroundings) -> Iterator[MapLayer]:
    """Background from the lowest up: built-up ground, green, water, railways, streets, buildings."""
    places = surroundings.places
    landuse = _features(places.get("landuse"), kinds=("landuse",), keep={"landuse": _BUILT_UP})
    yield MapLayer(name="landuse", style="landuse", features=landuse)
    yield MapLayer(
        name="green", style="green", features=_features(places.get("green"), kinds=("natural", "landuse", "leisure"))
    )
    yield MapLayer(name="water", style="water", features=tuple(_water(places.get("water"), surroundings)))
    rails = _features(
        places.get("railway"), kinds=("service", "railway"), keep={"railway": _RAILS_SHOWN}, above_ground=True
    )
    yield MapLayer(name="railway", style="railway", features=rails)
    yield MapLayer(name="street", style="street", features=tuple(_streets(surroundings)), limit=_MOST_STREETS)
    buildings = _features(places.get("building"), kinds=())
    yield MapLayer(name="building", style="building", features=buildings, limit=_MOST_BUILDINGS)
    yield MapLayer(name="extent", style="boundary", features=(MapFeature(geometry=surroundings.extent),))


def _features(
    places: Places | None,
    *,
    kinds: Sequence[str],
    keep: Mapping[str, frozenset[str]] | None = None,
    above_ground: bool = False,
) -> tuple[MapFeature, ...]:
    """Features of a category; ``kind`` is the first of the named columns that has a value."""
    if places is None:
        return ()
    chosen = np.ones(len(places), dtype=bool)
    for column, values in (keep or {}).items():
        chosen &= np.isin(places.column(column).astype(object), list(values))
    if above_ground:
        chosen &= np.array([value in (None, "no") for value in places.column("tunnel")], dtype=bool)
    columns = [places.column(name) for name in kinds]
    return tuple(
        MapFeature(
            geometry=places.geometries[index],
            kind=next((str(column[index]) for column in columns if column[index] is not None), None),
        )
        for index in np.flatnonzero(chosen).tolist()
    )


def _water(water: Places | None, surroundings: Surroundings) -> Iterator[MapFeature]:
    """Lakes and rivers, and the sea as far as the data reach. Culverts are left out."""
    if water is None:
        return
    coast = np.array([value == "coastline" for value in water.column("natural")], dtype=bool)
    covered = np.array([value not in (None, "no") for value in water.column("tunnel")], dtype=bool)
    for area in sea_areas(water.geometries[coast], surroundings.extent):
        yield MapFeature(geometry=area)
    for geometry in water.geometries[~coast & ~covered]:
        yield MapFeature(geometry=geometry)


def _streets(surroundings: Surroundings) -> Iterator[MapFeature]:
    """Every way of the walking and the driving network once, as a line of its own class; tunnels are left out."""
    drawn: set[int] = set()
    for network in (surroundings.driving, surroundings.walking):
        if network is None:
            continue
        lines = _way_lines(network)
        classes, tunnels = network.tag("highway"), network.tag("tunnel")
        for way, line in enumerate(lines):
            identity = int(network.way_id[way])
            if line is None or identity in drawn or tunnels[way] not in (None, "no", "building_passage"):
                continue
            drawn.add(identity)
            yield MapFeature(geometry=line, kind=classes[way])


def _way_lines(network: StreetNetwork) -> NDArray[np.object_]:
    """One line for each way (w,), None for ways without edges; pieces are joined where they meet."""
    segments = shapely.linestrings(network.node_xy[network.edge_nodes])
    order = np.argsort(network.edge_way, kind="stable")
    owners = network.edge_way[order]
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    lines = np.full(len(network.way_id), None, dtype=object)
    pieces = np.split(segments[order], starts[1:])
    lines[owners[starts]] = shapely.line_merge(np.array([shapely.multilinestrings(piece) for piece in pieces]))
    return lines


def _short(name: str) -> str:
    """A name that leaves room for others on the map; the whole name stands in the title."""
    return textwrap.shorten(name, width=30, placeholder=" …")


def _around(geometries: Sequence[BaseGeometry], margin_m: float) -> Bounds:
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object)).tolist()
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m
