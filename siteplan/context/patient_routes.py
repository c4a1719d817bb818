"""The walks of patients from stops to hospitals and district psychiatric centres: the same for every plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from siteplan.context.area import AreaAnalysis, Choice
from siteplan.context.around import within_reach
from siteplan.context.plot import PlotContext
from siteplan.errors import MissingDataError
from siteplan.measures.cost_field import cheapest_by_owner
from siteplan.measures.network import RoutingGraph, facing

TREATMENT = (
    Choice(name="hospital"), Choice(name="dps"),
    Choice(name="services", where=("type", ("dps", "hospital_psychiatric"))),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRoute:
    """The shortest walk from one stop to one place of treatment; ``stop`` and ``place`` are their names."""

    stop: str
    place: str
    element: str
    route: LineString


@dataclass(frozen=True, kw_only=True, eq=False)
class PatientRoutes:
    """Every such walk of an area. ``of_place`` (r,) numbers the places; ``tree`` indexes the lines."""

    routes: tuple[PatientRoute, ...]
    of_place: NDArray[np.int_]
    tree: shapely.STRtree


def patient_routes(area: AreaAnalysis, *, radius_m: float) -> PatientRoutes:
    """From every stop within ``radius_m`` on foot of a place of treatment, the shortest walk to it.

    The stops of one name count as one, by the nearest of them; a place drawn twice under one name is one place.

    Raises
    ------
    MissingDataError
        ``streets``, ``category_stop``, or what is missing where no kind of treatment is on the map.
    """
    return area.shared(("patient_routes", radius_m), lambda: _all_routes(area, radius_m))


def routes_near(context: PlotContext, every: PatientRoutes, *, within_m: float) -> NDArray[np.int_]:
    """Numbers of the routes that pass a plot, ascending."""
    area, row = context.area.place_of(context.plot)
    return area.of_plots(
        ("passing", id(every), within_m), lambda: within_reach(area, every.tree, radius_m=within_m)
    ).of(row)  # fmt: skip


def _all_routes(area: AreaAnalysis, radius_m: float) -> PatientRoutes:
    graph = area.walking()
    area.places("stop")
    found: list[tuple[tuple[str, str], PatientRoute]] = []
    refused: list[MissingDataError] = []
    for kind in TREATMENT:
        try:
            places, chosen = area.places(kind.name), area.chosen(kind)
        except MissingDataError as error:
            refused.append(error)
            continue
        for number in chosen.tolist():
            target = Choice(name=kind.name, only=(number,))
            name, element = str(places.names[number] or ""), str(places.ids[number])
            key = (name, "") if name else ("", element)
            found += [(key, route) for route in _routes_to(area, graph, target, name or element, element, radius_m)]
    if len(refused) == len(TREATMENT):
        raise refused[0]
    distinct: dict[tuple[tuple[str, str], str], PatientRoute] = {}
    for key, route in found:
        kept = distinct.get((key, route.stop))
        if kept is None or route.route.length < kept.route.length:
            distinct[key, route.stop] = route
    numbers = {key: i for i, key in enumerate(dict.fromkeys(key for key, _ in distinct))}
    routes = tuple(distinct.values())
    return PatientRoutes(
        routes=routes, of_place=np.array([numbers[key] for key, _ in distinct], dtype=int),
        tree=shapely.STRtree([route.route for route in routes]),
    )  # fmt: skip


def _routes_to(
    area: AreaAnalysis, graph: RoutingGraph, target: Choice, place: str, element: str, radius_m: float
) -> list[PatientRoute]:
    stops = area.places("stop")
    targets = area.targets(target, graph)
    if not len(targets) or not len(stops):
        return []
    starts = area.targets(Choice(name="stop"), graph)
    field, starts = facing(graph.field_to(targets, limit=radius_m), starts)
    reached = graph.reach(field, starts)
    routes = []
    for which in cheapest_by_owner(starts, reached, limit=radius_m).tolist():
        stop = int(starts.owner[which])
        line = LineString(graph.route(field, starts, reached, which).xy)
        name = str(stops.names[stop] or stops.ids[stop])
        routes.append(PatientRoute(stop=name, place=place, element=element, route=line))
    return routes
