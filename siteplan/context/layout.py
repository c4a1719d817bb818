"""What several layout criteria share about one layout, derived once and on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from siteplan.context.layout_eyes import Eye, eyes_of
from siteplan.context.layout_ground import Ground
from siteplan.context.layout_parts import (
    Base,
    Building,
    DoorUse,
    Unit,
    WindowUse,
    base_of,
    buildings_of,
    floor_level,
    units_of,
)
from siteplan.context.layout_plans import StoreyPlan, links_between, openings_in_use, storey_plans
from siteplan.context.layout_sight import LayoutSight
from siteplan.context.layout_walks import LayoutWalks
from siteplan.context.vicinity import Vicinity
from siteplan.errors import MissingDataError
from siteplan.measures.buildings import overlap_below
from siteplan.measures.spaces import SpacesGraph, cut_off_by, independent_routes, spaces_graph
from siteplan.model import (
    OUTSIDE,
    Area,
    Layout,
    Plot,
    Programme,
    ProgrammeValue,
    Space,
    Stage,
    Surroundings,
)

T = TypeVar("T")
SURROUND_M = 30.0
"""Without a plot, the outdoor area is taken to reach this far from the buildings."""
NOT_BUILT_USES = frozenset({"crawl_space", "gallery"})
"""Uses below a unit that are no built area: a crawl space, and an open gallery."""


class LayoutContext:
    """One layout with its programme and, where known, its plot and surroundings.

    Parameters
    ----------
    layout
        Placed or free-floating.
    plot
        The plot that it stands on, or None. Where the layout floats free, what needs the plot is undetermined.
    surroundings
        In the plot's CRS, for the terrain.
    site_programme, stated_programme
        The site's programme (below the layout's own) and what was stated for this run (above it).
    vicinity
        What was found out about these surroundings before; by default nothing.
    """

    def __init__(
        self, layout: Layout, *, plot: Plot | None = None, surroundings: Surroundings | None = None,
        site_programme: Programme | None = None, stated_programme: Programme | None = None,
        vicinity: Vicinity | None = None,
    ) -> None:  # fmt: skip
        self.layout = layout
        self.plot = plot
        self.surroundings = surroundings
        self.vicinity = vicinity or Vicinity(surroundings)
        self.programme: Programme = {**(site_programme or {}), **layout.programme, **(stated_programme or {})}

        self._kept: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, made when it is first asked for under that key: work that several criteria share."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    # --- what is declared -------------------------------------------------------------------------------------------

    @property
    def stage(self) -> Stage:
        """The stage that the layout declares."""
        return self.layout.stage

    def declared(self, key: str) -> ProgrammeValue:
        """A declared attribute; MissingDataError("declared_<key>") where nobody has stated it."""
        value = self.programme.get(key)
        if value is None:
            raise MissingDataError(f"declared_{key}")
        return value

    @property
    def staffed_base(self) -> bool | None:
        """Whether a staffed base stands on the plot: as declared, else True where one is drawn, else None.

        `staffed_base_inferred` tells the two apart.
        """
        stated = self.programme.get("staffed_base")
        if isinstance(stated, bool):
            return stated
        return True if self.base is not None else None

    @property
    def staffed_base_inferred(self) -> bool:
        """Whether `staffed_base` rests on the drawing alone."""
        return not isinstance(self.programme.get("staffed_base"), bool) and self.base is not None

    # --- buildings, units, base -------------------------------------------------------------------------------------

    @cached_property
    def plans(self) -> tuple[StoreyPlan, ...]:
        """Storeys with their rooms, walls and openings, lowest first."""
        return storey_plans(self.layout)

    @cached_property
    def _openings(self) -> tuple[tuple[DoorUse, ...], tuple[WindowUse, ...]]:
        return openings_in_use(self.plans)

    @property
    def doors(self) -> tuple[DoorUse, ...]:
        """Every door with its two sides."""
        return self._openings[0]

    @property
    def windows(self) -> tuple[WindowUse, ...]:
        """Every window with its two sides."""
        return self._openings[1]

    @cached_property
    def buildings(self) -> tuple[Building, ...]:
        """Buildings by label or by touch."""
        return buildings_of(self.layout, self.plans)

    @cached_property
    def building_of(self) -> Mapping[str, str]:
        """Building id by space id."""
        return {space.id: building.id for building in self.buildings for space in building.spaces}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Dwelling units in file order."""
        return units_of(self.layout, self.doors, self.building_of)

    @cached_property
    def base(self) -> Base | None:
        """The staff base, or None where none is drawn."""
        return base_of(self.layout, self.doors, self.building_of)

    @cached_property
    def space_by_id(self) -> Mapping[str, Space]:
        """Spaces by id."""
        return {space.id: space for space in self.layout.spaces}

    def building(self, id_: str) -> Building:
        """The building with that id; KeyError where there is none."""
        for building in self.buildings:
            if building.id == id_:
                return building
        raise KeyError(id_)

    # --- ways out ---------------------------------------------------------------------------------------------------

    @cached_property
    def spaces_graph(self) -> SpacesGraph:
        """Spaces and OUTSIDE, joined by doors, stairs, lifts, ramps and sides without a wall; keyed by their ids."""
        return spaces_graph(
            [space.id for space in self.layout.spaces], links_between(self.layout, self.plans, self.doors)
        )

    def independent_routes(self, unit: Unit, *, without: frozenset[str] = frozenset()) -> int:
        """Vertex-disjoint ways from a unit to the outside that pass no other unit and none of the ``without`` links."""
        known = self._routes.get((unit.id, without))
        if known is None:
            others = self._homes_rooms - unit.space_ids
            known = independent_routes(
                self.spaces_graph, unit.space_ids, avoid=others, without=without | self.lift_links
            )  # fmt: skip
            self._routes[unit.id, without] = known
        return known

    @cached_property
    def _routes(self) -> dict[tuple[str, frozenset[str]], int]:
        """Routes by unit and links left out: several criteria ask for the same."""
        return {}

    @cached_property
    def _homes_rooms(self) -> frozenset[str]:
        return frozenset(space.id for space in self.layout.spaces if space.unit is not None)

    @cached_property
    def lift_links(self) -> frozenset[str]:
        """Ids of links that are lifts: no way of escape."""
        kinds = self.spaces_graph.edges(keys=True, data="kind")
        return frozenset(key for _, _, key, kind in kinds if kind == "lift")

    def cut_off_by(self, unit: Unit, *, without: frozenset[str] = frozenset()) -> Mapping[str, frozenset[str]]:
        """Door id -> spaces of the unit from which that one door cuts off every exit; "" -> spaces without any.

        Links among ``without`` lead nowhere (a balcony door).
        """
        return cut_off_by(self.spaces_graph, unit.space_ids, without=without)

    def built_below(self, unit: Unit) -> Area:
        """The part of a unit's footprint over enclosed space of a lower storey that is not its own (may be empty)."""
        parts: list[Polygon] = []
        for storey, footprint in unit.footprints.items():
            lower = [
                space.boundary
                for space in self.layout.spaces
                if space.storey < storey
                and space.unit != unit.id
                and space.use not in NOT_BUILT_USES
                and _boxes_meet(space.boundary.bounds, footprint.bounds)
            ]
            parts.extend(shapely.get_parts(overlap_below(footprint, lower)))
        merged = shapely.union_all(parts)
        return merged if isinstance(merged, Polygon | MultiPolygon) else MultiPolygon()

    # --- heights ----------------------------------------------------------------------------------------------------

    @cached_property
    def ground(self) -> Ground:
        """Height of the ground: the terrain where the layout is placed on one, else flat at each building's datum."""
        return Ground(self.layout, self.buildings, self.doors, self.surroundings)

    def floor_z(self, space: Space) -> float:
        """Floor of a space in the one datum that barriers, eyes and targets share [m]."""
        return self.ground.datum(self.building_of[space.id]) + floor_level(self.layout, space)

    def floor_above_ground(self, use: DoorUse) -> float:
        """Floor inside a door above the ground outside it [m]. MissingDataError("layout_spaces") for a door of no room.

        Without terrain the ground outside lies at the building's datum.
        """
        inside = self.space_by_id.get(use.sides[0])
        if inside is None:
            raise MissingDataError("layout_spaces")
        outside = self.ground.outside(self.building_of[inside.id], use.outside_point)
        return self.floor_z(inside) - outside

    # --- outdoors ---------------------------------------------------------------------------------------------------

    @cached_property
    def site_boundary(self) -> Area | None:
        """The plot's boundary: the site's plot where the layout is placed on it, else the drawn one, else None."""
        if self.plot is not None and self.layout.crs is not None:
            return self.plot.boundary
        return self.layout.plot_boundary

    @cached_property
    def built_area(self) -> Area:
        """Ground covered by project buildings (the lowest storey that is not below ground) and by neighbours."""
        # An overhang above the ground storey is no obstacle; neither is an open gallery on the ground.
        above = [
            building.footprints[lowest]
            for building in self.buildings
            if (lowest := min((s for s in building.storeys if s >= 0), default=None)) is not None
        ]
        galleries = [s.boundary for s in self.layout.spaces if s.use == "gallery" and s.storey == 0]
        solid = shapely.union_all([*above, *(n.footprint for n in self.layout.neighbours), *self.walls_outdoors])
        area = shapely.difference(solid, shapely.union_all(galleries)) if galleries else solid
        return area if isinstance(area, Polygon | MultiPolygon) else MultiPolygon()

    @property
    def walls_outdoors(self) -> list[Polygon]:
        """Walls of the ground storey that are drawn with their thickness."""
        return [wall.line for wall in self.layout.walls if wall.storey == 0 and isinstance(wall.line, Polygon)]

    @cached_property
    def outdoor_domain(self) -> Area:
        """Free outdoor area: the plot less buildings, neighbours and drawn sheds.

        Without a plot, what lies within `SURROUND_M` of the buildings (`outdoor_domain_assumed` is then True).
        MissingDataError("layout_spaces") where there is neither plot nor building.
        """
        within = self.site_boundary
        if within is None:
            if not self.buildings:
                raise MissingDataError("layout_spaces")
            within = shapely.union_all([b.union for b in self.buildings]).buffer(SURROUND_M)
        sheds = [o.geometry for o in self.layout.obstacles if isinstance(o.geometry, Polygon)]
        free = shapely.difference(within, shapely.union_all([self.built_area, *sheds]))
        parts = [part for part in shapely.get_parts(free) if isinstance(part, Polygon)]
        return parts[0] if len(parts) == 1 else MultiPolygon(parts)

    @property
    def outdoor_domain_assumed(self) -> bool:
        """Whether `outdoor_domain` rests on a distance from the buildings because there is no plot."""
        return self.site_boundary is None

    @cached_property
    def access_points(self) -> tuple[Point, ...]:
        """Where people come onto the plot: drawn access, else the plot's entrances. May be empty.

        A drawn access line counts where it crosses the plot's boundary, else at its first point.
        """
        points: list[Point] = []
        for shape in self.layout.access:
            if isinstance(shape, LineString):
                crossing = shape.intersection(self.site_boundary.boundary) if self.site_boundary is not None else None
                met = shapely.get_coordinates(crossing) if crossing is not None else np.empty((0, 2))
                points.append(Point(met[0] if len(met) else shape.coords[0]))
            else:
                points.append(shape)
        if not points and self.plot is not None and self.layout.crs is not None:
            points.extend(self.plot.entrances)
        return tuple(points)

    # --- sight ------------------------------------------------------------------------------------------------------

    @cached_property
    def viewpoints(self) -> tuple[Eye, ...]:
        """Eyes of the staff: at drawn viewpoints, else derived (INTERFACES section 2); empty without base."""
        return eyes_of(self)

    @property
    def viewpoints_derived(self) -> bool:
        """Whether the staff's viewpoints are derived and not drawn."""
        return not any(viewpoint.role == "staff" for viewpoint in self.layout.viewpoints)

    @cached_property
    def sight(self) -> LayoutSight:
        """Barriers and what is seen past them."""
        return LayoutSight(self)

    @cached_property
    def walks(self) -> LayoutWalks:
        """Walking distances in and between buildings."""
        return LayoutWalks(self)

    # --- small questions --------------------------------------------------------------------------------------------

    def outdoor_side(self, use: DoorUse) -> bool:
        """Whether a door leads outdoors, or onto an open gallery."""
        beyond = self.space_by_id.get(use.sides[1])
        return use.sides[1] == OUTSIDE or (beyond is not None and beyond.use == "gallery")


def _boxes_meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
