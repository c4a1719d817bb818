"""Walking and driving distances in networks whose answers are known in closed form."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, Point, Polygon, box

from siteplan.context import AreaAnalysis, PlotContext, Reach
from siteplan.measures.driving import driving_graph, edge_speeds
from siteplan.measures.network import RoutingGraph
from siteplan.measures.snapping import EdgeIndex
from siteplan.model import Plot, Surroundings
from tests.measures.streets import XY, network, plot, surroundings

SPACING = 100.0
GRID = [[(x * SPACING, y * SPACING) for x in range(6)] for y in range(6)] + [
    [(x * SPACING, y * SPACING) for y in range(6)] for x in range(6)
]


def walk(around: Surroundings, candidate: Plot, category: str = "stop") -> Reach:
    return PlotContext(candidate, area=AreaAnalysis(around, [candidate])).walk_to(category)


def square(x: float, y: float, half: float = 5.0) -> Polygon:
    return box(x - half, y - half, x + half, y + half)


def test_a_walk_on_one_straight_street_is_the_way_along_it_and_the_two_straight_ends() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[Point(700, 30)])
    reach = walk(around, plot(square(100, 20), (100, 15)))
    assert reach.distance_m == pytest.approx(15 + 600 + 30)
    assert reach.access == "entrance"
    assert reach.element == "node/0"
    assert reach.route is not None
    assert reach.route.length == pytest.approx(645)
    edges, metres = reach.route_edges
    assert edges.tolist() == [0]
    assert metres.sum() == pytest.approx(600)


def test_both_ends_between_the_same_two_nodes_are_joined_along_the_edge_and_not_through_a_node() -> None:
    around = surroundings([[(0, 0), (1000, 0)], [(0, 0), (0, 50), (1000, 50), (1000, 0)]], stop=[Point(480, 1)])
    assert walk(around, plot(square(520, -10), (520, -1))).distance_m == pytest.approx(42)


def test_in_a_grid_the_walk_is_the_sum_of_both_directions() -> None:
    for (x0, y0), (x1, y1) in [((50, 0), (250, 300)), ((130, 200), (400, 470)), ((0, 30), (500, 480))]:
        around = surroundings(GRID, stop=[Point(x1, y1)])
        expected = abs(x1 - x0) + abs(y1 - y0)
        assert walk(around, plot(square(x0, y0), (x0, y0))).distance_m == pytest.approx(expected)


def test_within_one_row_of_blocks_the_walk_goes_round_the_nearer_corner() -> None:
    around = surroundings(GRID, stop=[Point(130, 100)])
    assert walk(around, plot(square(170, 200), (170, 200))).distance_m == pytest.approx(30 + 100 + 70)


def test_on_a_ring_the_shorter_way_round_is_taken() -> None:
    corners = [(1000 * math.cos(i * math.pi / 18), 1000 * math.sin(i * math.pi / 18)) for i in range(36)]
    side = 2 * 1000 * math.sin(math.pi / 36)
    for steps in (5, 17, 19, 35):
        around = surroundings([[*corners, corners[0]]], stop=[Point(corners[steps])])
        reach = walk(around, plot(square(*corners[0]), corners[0]))
        assert reach.distance_m == pytest.approx(side * min(steps, 36 - steps))


def test_on_a_star_every_walk_passes_the_middle() -> None:
    tips = [(300 * math.cos(i), 300 * math.sin(i)) for i in range(6)]
    around = surroundings([[(0.0, 0.0), tip] for tip in tips], stop=[Point(tips[3])], grocery=[Point(tips[1])])
    candidate = plot(square(*tips[0]), tips[0])
    assert walk(around, candidate).distance_m == pytest.approx(600)
    assert walk(around, candidate, "grocery").distance_m == pytest.approx(600)


def test_between_nodes_distances_equal_those_of_scipy() -> None:
    rng = np.random.default_rng(7)
    xy = [(float(x), float(y)) for x, y in rng.uniform(0, 1000, size=(60, 2))]
    drawn = [(i, (i + 1) % 60) for i in range(60)] + [tuple(rng.choice(60, 2, replace=False)) for _ in range(60)]
    pairs = sorted({(min(a, b), max(a, b)) for a, b in drawn})
    net = network([[xy[a], xy[b]] for a, b in pairs])
    n = len(net.node_id)
    a, b = net.edge_nodes.T  # each pair once, for SciPy adds up what stands twice
    whole = dijkstra(coo_array((net.edge_length, (a, b)), shape=(n, n)).tocsr(), directed=False)
    graph = RoutingGraph.walking(EdgeIndex(net))
    targets = graph.index.snap(net.node_xy[[5, 20, 41]])
    field = graph.field_to(targets)
    assert np.allclose(field.cost, whole[[5, 20, 41]].min(axis=0), atol=1e-9, rtol=0)


def test_a_street_that_does_not_hang_together_with_the_rest_is_never_snapped_to() -> None:
    island = [(100.0, 10.0), (120.0, 10.0)]
    around = surroundings([[(0, 0), (1000, 0)], island], stop=[Point(110, 11)])
    assert walk(around, plot(square(300, 10), (300, 10))).distance_m == pytest.approx(10 + 190 + 11)


# --- access points of outlines --------------------------------------------------------------------------------------


def test_a_plot_is_left_where_a_way_crosses_its_boundary() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[Point(600, 0)])
    reach = walk(around, plot(box(100, -50, 200, 50)))
    assert reach.distance_m == pytest.approx(400)
    assert reach.worst_m == pytest.approx(500)
    assert reach.access == "boundary"
    assert reach.access_point is not None
    assert reach.access_point.equals_exact(Point(200, 0), 1e-9)


def test_a_plot_is_left_where_a_way_ends_at_its_boundary() -> None:
    around = surroundings([[(200, 0), (1000, 0)]], stop=[Point(600, 0)])
    assert walk(around, plot(box(100, -50, 200, 50))).distance_m == pytest.approx(400)


def test_where_a_way_runs_along_the_boundary_any_point_of_the_stretch_may_be_left() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[Point(600, 0)])
    assert walk(around, plot(box(100, 0, 200, 50))).distance_m == pytest.approx(400)
    assert walk(around, plot(box(100, 0.4, 200, 50))).distance_m == pytest.approx(400.4)


def test_a_stop_beside_the_stretch_is_reached_straight_from_it() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[Point(150, -3)])
    assert walk(around, plot(box(100, 0.4, 200, 50))).distance_m == pytest.approx(3.4)


def test_two_outlines_along_the_same_edge_meet_where_their_stretches_overlap() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[box(150, -60, 400, -0.5)], grocery=[box(230, -60, 400, -0.5)])
    candidate = plot(box(100, 0.25, 200, 50))
    assert walk(around, candidate).distance_m == pytest.approx(0.75)
    assert walk(around, candidate, "grocery").distance_m == pytest.approx(30.75)


def test_a_way_two_metres_off_does_not_run_along_but_gives_the_nearest_boundary_point() -> None:
    around = surroundings([[(0, 0), (1000, 0)]], stop=[Point(600, 0)])
    reach = walk(around, plot(box(100, 2, 200, 50)))
    assert reach.distance_m is not None
    assert 402 - 1e-9 <= reach.distance_m <= 502 + 1e-9
    leaning = plot(Polygon([(100, 5), (200, 2), (200, 50)]))
    assert walk(around, leaning).distance_m == pytest.approx(402)


def test_a_park_is_entered_where_the_path_crosses_its_edge_and_a_line_where_the_path_meets_it() -> None:
    around = surroundings(
        [[(0, 0), (1000, 0)]], stop=[LineString([(700, -20), (700, 20)])], grocery=[box(500, -100, 800, 100)]
    )
    candidate = plot(square(0, 0), (0, 0))
    assert walk(around, candidate, "grocery").distance_m == pytest.approx(500)
    assert walk(around, candidate).distance_m == pytest.approx(700)


@given(
    angle=st.floats(0.01, 3.13), gap=st.floats(-0.9, 3.0), length=st.floats(3.0, 60.0), stop=st.floats(-300.0, 300.0)
)
@settings(max_examples=60, deadline=None)
def test_no_point_of_the_outline_within_a_metre_of_a_way_gives_a_shorter_walk(
    angle: float, gap: float, length: float, stop: float
) -> None:
    """Against walking along the outline in steps of a millimetre."""
    around = surroundings([[(-500, 0), (-40, 0), (15, 0), (500, 0)]], stop=[Point(stop, 0)])
    side = (length * math.cos(angle), length * math.sin(angle) + gap)
    outline = Polygon([(0, gap), side, (side[0] - 5 * math.sin(angle), side[1] + 5 * math.cos(angle))])
    reach = walk(around, plot(outline))
    steps = np.arange(0, outline.length, 0.001)
    samples = np.array([outline.exterior.interpolate(s).coords[0] for s in steps[:: max(1, len(steps) // 4000)]])
    near = np.abs(samples[:, 1]) <= 1
    if near.any() and reach.distance_m is not None:
        least = (np.abs(samples[near, 1]) + np.abs(samples[near, 0] - stop)).min()
        assert reach.distance_m <= least + 1e-9
        assert reach.distance_m >= least - 2 * outline.length / 4000 - 0.002


# --- properties -----------------------------------------------------------------------------------------------------

points = st.tuples(st.floats(0, 500), st.floats(0, 500))


@given(start=points, stops=st.lists(points, min_size=1, max_size=5), new=points)
@settings(max_examples=40, deadline=None)
def test_a_new_stop_never_lengthens_the_nearest_distance(start: XY, stops: list[XY], new: XY) -> None:
    candidate = plot(square(*start), start)
    before = walk(surroundings(GRID, stop=[Point(s) for s in stops]), candidate).distance_m
    after = walk(surroundings(GRID, stop=[Point(s) for s in [*stops, new]]), candidate).distance_m
    assert before is not None
    assert after is not None
    assert after <= before + 1e-9


@given(start=points, stop=points, angle=st.floats(0, 360), dx=st.floats(-5e4, 5e4), dy=st.floats(-5e4, 5e4))
@settings(max_examples=40, deadline=None)
def test_moving_and_rotating_everything_changes_no_distance(
    start: XY, stop: XY, angle: float, dx: float, dy: float
) -> None:
    def moved(xy: XY) -> XY:
        turned = translate(rotate(Point(xy), angle, origin=(0, 0)), dx, dy)
        return float(turned.x), float(turned.y)

    known = {xy: moved(xy) for line in GRID for xy in line}
    plain = walk(surroundings(GRID, stop=[Point(stop)]), plot(square(*start), start))
    turned = walk(
        surroundings([[known[xy] for xy in line] for line in GRID], stop=[Point(moved(stop))]),
        plot(square(*moved(start)), moved(start)),
    )
    assert plain.distance_m is not None
    # two streets may be equally near; then either may be snapped to, and rounding decides
    x, y = start
    u, v = stop
    tie = any(abs(abs((a % 100) - 50) - abs((b % 100) - 50)) < 1e-6 for a, b in ((x, y), (u, v)))
    assert turned.distance_m == pytest.approx(plain.distance_m, abs=1e-5) or tie


@given(start=points, stops=st.lists(points, min_size=1, max_size=8), radius=st.floats(1, 900))
@settings(max_examples=40, deadline=None)
def test_the_nearest_is_within_a_radius_exactly_when_something_is_counted_within_it(
    start: XY, stops: list[XY], radius: float
) -> None:
    around = surroundings(GRID, stop=[Point(s) for s in stops])
    candidate = plot(square(*start), start)
    context = PlotContext(candidate, area=AreaAnalysis(around, [candidate]))
    nearest, within = context.walk_to("stop"), context.walk_within("stop", radius_m=radius)
    assert nearest.distance_m is not None
    assert bool(within) == (nearest.distance_m <= radius) or abs(nearest.distance_m - radius) < 1e-6
    if within:
        assert within[0].distance_m == pytest.approx(nearest.distance_m, abs=1e-9)
        distances = [r.distance_m for r in within if r.distance_m is not None]
        assert distances == sorted(distances)
        assert len({r.index for r in within}) == len(within)
        for reach in within:
            assert reach.route is not None
            assert reach.route.length == pytest.approx(reach.distance_m, abs=1e-6)
            assert reach.access_point is not None
            assert Point(reach.route.coords[0]).distance(reach.access_point) < 1e-6


# --- driving --------------------------------------------------------------------------------------------------------

SPEEDS = {"primary": 60.0, "residential": 30.0}


def test_a_one_way_street_is_driven_one_way() -> None:
    lines = [[(0, 0), (100, 0)], [(100, 0), (100, 100), (0, 100), (0, 0)]]
    net = network(lines, tags=[{"highway": "residential", "oneway": "yes"}, {"highway": "residential"}], directed=True)
    graph = driving_graph(net, speeds=SPEEDS)
    minutes = {}
    for name, start, goal in (("with", (20.0, 0.0), (80.0, 0.0)), ("against", (80.0, 0.0), (20.0, 0.0))):
        field = graph.field_to(graph.index.snap(np.array([goal])))
        starts = graph.index.snap(np.array([start]))
        reached = graph.reach(field, starts)
        minutes[name] = reached.cost[0]
        assert graph.route(field, starts, reached, 0).length_m == pytest.approx({"with": 60, "against": 340}[name])
    assert minutes["with"] == pytest.approx(60 / 500)
    assert minutes["against"] == pytest.approx(340 / 500)


def test_signed_speed_counts_before_the_class_and_links_take_the_speed_of_their_class() -> None:
    tags = [
        {"highway": "primary", "maxspeed": "50"}, {"highway": "primary_link"}, {"highway": "residential"},
        {"highway": "road"}, {"highway": "primary", "maxspeed": "NO:urban"},
        {"highway": "primary", "maxspeed": "30 mph"},
    ]  # fmt: skip
    net = network([[(i * 10.0, 0.0), (i * 10.0 + 10, 0.0)] for i in range(6)], tags=tags, directed=True)
    by_way = dict(zip(net.edge_way.tolist(), edge_speeds(net, speeds=SPEEDS).tolist(), strict=True))
    assert [by_way[i] for i in range(6)] == pytest.approx([50, 60, 30, 30, 60, 48.28032])


def test_the_quickest_way_may_be_longer_than_the_shortest() -> None:
    lines = [[(0, 0), (1000, 0)], [(0, 0), (0, 200), (1000, 200), (1000, 0)]]
    net = network(lines, tags=[{"highway": "residential"}, {"highway": "primary", "maxspeed": "80"}], directed=True)
    graph = driving_graph(net, speeds=SPEEDS)
    starts = graph.index.snap(np.array([[0.0, 0.0]]))
    field = graph.field_to(graph.index.snap(np.array([[1000.0, 0.0]])))
    reached = graph.reach(field, starts)
    assert reached.cost[0] == pytest.approx(1400 / (80 * 1000 / 60))
    assert graph.route(field, starts, reached, 0).length_m == pytest.approx(1400)


def test_two_ways_between_the_same_nodes_do_not_add_up() -> None:
    net = network([[(0, 0), (100, 0)], [(100, 0), (0, 0)], [(100, 0), (200, 0)]])
    graph = RoutingGraph.walking(EdgeIndex(net))
    field = graph.field_to(graph.index.snap(np.array([[150.0, 0.0]])))
    reached = graph.reach(field, graph.index.snap(np.array([[0.0, 0.0]])))
    assert reached.cost[0] == pytest.approx(150)


def test_the_order_of_plots_changes_no_distance() -> None:
    around = surroundings(GRID, stop=[Point(130, 100), Point(470, 420)])
    candidates = [plot(box(x, y, x + 40, y + 40)) for x, y in itertools.product((110, 220, 330), repeat=2)]
    forwards = [PlotContext(c, area=AreaAnalysis(around, candidates)).walk_to("stop").distance_m for c in candidates]
    area = AreaAnalysis(around, candidates[::-1])
    assert [PlotContext(c, area=area).walk_to("stop").distance_m for c in candidates] == forwards
