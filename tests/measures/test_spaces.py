from __future__ import annotations

import itertools

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from siteplan.measures.spaces import Link, cut_off_by, exits_of, independent_routes, spaces_graph
from siteplan.model import OUTSIDE


def doors(*pairs: tuple[str, str]) -> list[Link]:
    return [(f"d{k}", one, other, "door") for k, (one, other) in enumerate(pairs)]


def test_two_doors_to_the_outside_are_two_routes() -> None:
    graph = spaces_graph(["hall", "living"], doors(("hall", OUTSIDE), ("hall", "living"), ("living", OUTSIDE)))
    assert exits_of(graph, ["hall", "living"]) == ("d0", "d2")
    assert independent_routes(graph, ["hall", "living"]) == 2


def test_two_doors_to_one_corridor_with_one_way_out_are_one_route() -> None:
    graph = spaces_graph(
        ["u", "corridor", "lobby"],
        doors(("u", "corridor"), ("u", "corridor"), ("corridor", "lobby"), ("lobby", OUTSIDE), ("lobby", OUTSIDE)),
    )
    assert independent_routes(graph, ["u"]) == 1


def test_a_corridor_with_two_ends_is_still_one_space_that_fire_can_close() -> None:
    graph = spaces_graph(["u", "c"], doors(("u", "c"), ("u", "c"), ("c", OUTSIDE), ("c", OUTSIDE)))
    assert independent_routes(graph, ["u"]) == 1


def test_two_corridors_are_two_routes_until_they_meet() -> None:
    apart = doors(("u", "a"), ("u", "b"), ("a", OUTSIDE), ("b", OUTSIDE))
    assert independent_routes(spaces_graph(["u", "a", "b"], apart), ["u"]) == 2
    meeting = doors(("u", "a"), ("u", "b"), ("a", "lobby"), ("b", "lobby"), ("lobby", OUTSIDE), ("lobby", OUTSIDE))
    assert independent_routes(spaces_graph(["u", "a", "b", "lobby"], meeting), ["u"]) == 1


def test_a_way_through_another_home_is_no_way_out() -> None:
    links = doors(("u", OUTSIDE), ("u", "neighbour"), ("neighbour", OUTSIDE))
    graph = spaces_graph(["u", "neighbour"], links)
    assert independent_routes(graph, ["u"]) == 2
    assert independent_routes(graph, ["u"], avoid=["neighbour"]) == 1


def test_a_link_that_may_not_be_used_is_left_out() -> None:
    graph = spaces_graph(["u", "c"], [("lift", "u", OUTSIDE, "lift"), ("stair", "u", OUTSIDE, "stair")])
    assert independent_routes(graph, ["u"]) == 2
    assert independent_routes(graph, ["u"], without=["lift"]) == 1


def test_a_unit_without_doors_has_no_route_and_no_exit() -> None:
    graph = spaces_graph(["u"], [])
    assert independent_routes(graph, ["u"]) == 0
    assert exits_of(graph, ["u"]) == ()
    assert cut_off_by(graph, ["u"]) == {"": frozenset({"u"})}


def test_a_door_from_a_room_to_itself_joins_nothing() -> None:
    graph = spaces_graph(["u"], doors(("u", "u")))
    assert graph.number_of_edges() == 0


def test_one_door_to_a_bedroom_cuts_the_bedroom_off() -> None:
    graph = spaces_graph(
        ["hall", "living", "bed", "bath"],
        doors(("hall", OUTSIDE), ("hall", "living"), ("living", OUTSIDE), ("living", "bed"), ("bed", "bath")),
    )
    assert cut_off_by(graph, ["hall", "living", "bed", "bath"]) == {
        "d3": frozenset({"bed", "bath"}), "d4": frozenset({"bath"})
    }  # fmt: skip


def test_with_a_single_exit_its_door_cuts_everything_off() -> None:
    links = doors(("hall", "corridor"), ("hall", "living"), ("corridor", OUTSIDE))
    graph = spaces_graph(["hall", "living", "corridor"], links)
    assert cut_off_by(graph, ["hall", "living"]) == {
        "d0": frozenset({"hall", "living"}), "d1": frozenset({"living"})
    }  # fmt: skip


ROOMS = ["a", "b", "c", "d"]
LINKS = st.lists(
    st.tuples(st.sampled_from([*ROOMS, OUTSIDE]), st.sampled_from([*ROOMS, OUTSIDE])), max_size=9
)  # fmt: skip


@given(pairs=LINKS)
@settings(max_examples=80, deadline=None)
def test_as_many_routes_as_closures_are_needed_to_cut_a_unit_off(pairs: list[tuple[str, str]]) -> None:
    """The slow twin: Menger's theorem, by trying every set of doors and rooms that could be closed."""
    graph = spaces_graph(ROOMS, doors(*pairs))
    found = independent_routes(graph, ["a"])
    closable = [("door", key) for _, _, key in graph.edges(keys=True)] + [("room", room) for room in "bcd"]

    def cut_off(closed: tuple[tuple[str, str], ...]) -> bool:
        left = graph.copy()
        left.remove_nodes_from([name for kind, name in closed if kind == "room"])
        gone = {name for kind, name in closed if kind == "door"}
        left.remove_edges_from([(a, b, key) for a, b, key in left.edges(keys=True) if key in gone])
        return not nx.has_path(left, "a", OUTSIDE)

    least = next(
        size for size in range(len(closable) + 1) if any(cut_off(c) for c in itertools.combinations(closable, size))
    )
    assert found == least


@given(pairs=LINKS)
@settings(max_examples=60, deadline=None)
def test_what_a_blocked_door_cuts_off_is_what_cannot_get_out_without_it(pairs: list[tuple[str, str]]) -> None:
    graph = spaces_graph(ROOMS, doors(*pairs))
    unit = {"a", "b"}
    # Whatever lies beyond an exit counts as out.
    inside: nx.MultiGraph[str] = nx.MultiGraph()
    inside.add_nodes_from([*unit, OUTSIDE])
    for one, other, key in graph.edges(keys=True):
        if one in unit or other in unit:
            inside.add_edge(one if one in unit else OUTSIDE, other if other in unit else OUTSIDE, key=key)
    result = cut_off_by(graph, unit)
    before = {room for room in unit if nx.has_path(inside, room, OUTSIDE)}
    assert result.get("", frozenset()) == unit - before
    for one, other, key in list(inside.edges(keys=True)):
        left = inside.copy()
        left.remove_edge(one, other, key)
        lost = {room for room in before if not nx.has_path(left, room, OUTSIDE)}
        assert result.get(key, frozenset()) == lost
