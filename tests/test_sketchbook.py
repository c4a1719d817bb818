"""Alternatives on disk: saved whole, never over another's work, and the sample site stays as it came."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from siteplan.editing import find_target, moved
from siteplan.errors import InputError
from siteplan.model import Layout
from siteplan.readers.layout import read_layout
from siteplan.sketchbook import Sketchbook, as_read, user_folder


@pytest.fixture()
def site(root: Path) -> Path:
    return root / "sample_sites" / "kveldsvag"


@pytest.fixture()
def book(site: Path, tmp_path: Path) -> Sketchbook:
    return Sketchbook(site, home=tmp_path)


@pytest.fixture()
def courtyard(site: Path) -> Layout:
    return read_layout(site / "layouts" / "courtyard.geojson")[0]


def shifted(layout: Layout, dx: float) -> Layout:
    target = find_target(layout, "unit:u1")
    assert target is not None
    return moved(layout, target.members, dx=dx, dy=0.0)


def test_a_copy_lives_in_the_users_folder_and_the_sample_is_left_alone(
    book: Sketchbook, courtyard: Layout, site: Path, tmp_path: Path
) -> None:
    before = (site / "layouts" / "courtyard.geojson").read_bytes()
    saved = book.add(courtyard, stem="courtyard")
    again = book.add(courtyard, stem="courtyard")
    assert (saved.id, again.id) == ("courtyard-1", "courtyard-2")
    assert saved.path.is_relative_to(tmp_path)
    assert (site / "layouts" / "courtyard.geojson").read_bytes() == before
    read, token = book.read("courtyard-1")
    assert token.token == saved.token
    assert read.spaces == courtyard.spaces


def test_a_save_that_started_from_the_present_state_replaces_it(book: Sketchbook, courtyard: Layout) -> None:
    first = book.add(courtyard, stem="courtyard")
    second = book.save(shifted(courtyard, 1.0), id_=first.id, token=first.token)
    assert (second.id, second.diverged) == (first.id, False)
    assert book.read(first.id)[0].spaces == shifted(courtyard, 1.0).spaces
    assert list(book.files()) == ["courtyard-1"]
    assert not [path for path in book.folder.iterdir() if path.suffix != ".geojson"]


def test_a_save_that_started_from_an_older_state_becomes_a_new_alternative(
    book: Sketchbook, courtyard: Layout
) -> None:  # fmt: skip
    first = book.add(courtyard, stem="courtyard")
    book.save(shifted(courtyard, 1.0), id_=first.id, token=first.token)
    late = book.save(shifted(courtyard, 2.0), id_=first.id, token=first.token)
    assert late.diverged
    assert late.id == "courtyard-2"
    assert book.read("courtyard-1")[0].spaces == shifted(courtyard, 1.0).spaces
    assert book.read("courtyard-2")[0].spaces == shifted(courtyard, 2.0).spaces


def test_a_save_of_what_somebody_deleted_is_kept_under_another_name(book: Sketchbook, courtyard: Layout) -> None:
    first = book.add(courtyard, stem="courtyard")
    book.delete(first.id)
    assert book.save(courtyard, id_=first.id, token=first.token).id == "courtyard-2"


def test_of_many_who_save_at_once_one_replaces_and_the_others_are_kept_beside(
    book: Sketchbook, courtyard: Layout
) -> None:  # fmt: skip
    first = book.add(courtyard, stem="courtyard")
    saved: list[tuple[str, bool]] = []

    def save(dx: float) -> None:
        done = book.save(shifted(courtyard, dx), id_=first.id, token=first.token)
        saved.append((done.id, done.diverged))

    threads = [threading.Thread(target=save, args=(float(k),)) for k in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(diverged for _, diverged in saved) == [False] + [True] * 5
    assert len({id_ for id_, _ in saved}) == 6
    moves = {
        book.read(id_)[0].spaces[0].boundary.bounds[0] - courtyard.spaces[0].boundary.bounds[0] for id_, _ in saved
    }
    assert sorted(round(dx) for dx in moves) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("id_", ["../../secret", "nothing", "", "a/b", "x" * 90])
def test_an_id_that_is_no_alternative_is_refused_in_words(book: Sketchbook, id_: str) -> None:
    with pytest.raises(InputError) as refused:
        book.read(id_)
    assert refused.value.issues[0].code == "sketch-missing"


def test_two_folders_of_one_name_have_two_sketchbooks(tmp_path: Path) -> None:
    one, other = (Sketchbook(tmp_path / part / "town", home=tmp_path) for part in ("a", "b"))
    assert one.folder != other.folder


def test_the_users_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SITEPLAN_HOME", str(tmp_path))
    assert user_folder() == tmp_path
    monkeypatch.delenv("SITEPLAN_HOME")
    assert user_folder().name == "siteplan"


def test_a_drawn_layout_is_used_as_its_file_would_be_read(book: Sketchbook, courtyard: Layout) -> None:
    door = find_target(courtyard, "element:u1-back")
    assert door is not None
    astray = moved(courtyard, door.members, dx=0.0, dy=30.0)
    saved = book.add(astray, stem="courtyard")
    read = book.read(saved.id)[0]
    used = as_read(astray, file=saved.path.name, token=saved.token)
    assert [d.id for d in used.doors] == [d.id for d in read.doors]
    assert "u1-back" not in {d.id for d in used.doors}
    assert [i.code for i in used.issues] == [i.code for i in read.issues]
