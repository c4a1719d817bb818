"""Screening by tiles gives what screening at once gives: in one process, in several, and after being killed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from siteplan.assessment import Choices, screen_plots
from siteplan.content import content_folder, load_content
from siteplan.errors import InputError
from siteplan.model import Plot, Site
from siteplan.ranking import NO_SCORE, SAME_SCORE, places
from siteplan.readers.plot_blocks import PlotFile
from siteplan.readers.plots import read_plots
from siteplan.readers.site import read_site
from siteplan.screening.job import Screener, ScreenJob
from siteplan.screening.stream import HeldPlots, cards_on_cluster, plots_print, screen_to_file
from siteplan.writers.result_rows import candidate_rows

TILE = 4
CHOICES = Choices(profile="full")


@pytest.fixture(scope="module")
def site() -> Site:
    """The sample site with its plots at four places each: some overlap streets, some lie outside the map."""
    found, _ = read_site(content_folder() / "sample_sites" / "kveldsvag")
    plots = [
        replace(
            plot, id=f"{plot.id}-{i}", boundary=shapely.transform(plot.boundary, lambda xy, d=d: xy + d), entrances=()
        )
        for plot in found.plots
        for i, d in enumerate(((0.0, 0.0), (37.0, -11.0), (-90.0, 60.0), (5000.0, 0.0)))
    ]
    return replace(found, plots=tuple(plots))


def screened(site: Site, out: Path, *, workers: int | None = None, resume: bool = False) -> pd.DataFrame:
    screen_to_file(
        replace(site, plots=()), HeldPlots(held=site.plots), load_content(), choices=CHOICES, out=out,
        output=out.suffix[1:], plots_sha256=plots_print(site.plots), workers=workers, resume=resume, tile=TILE,
    )  # fmt: skip
    return geopandas.read_parquet(out) if out.suffix == ".parquet" else geopandas.read_file(out)


@pytest.fixture(scope="module")
def whole(site: Site, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return screened(site, tmp_path_factory.mktemp("whole") / "all.parquet")


def test_records_written_by_tiles_hold_what_screening_at_once_finds(site: Site, whole: pd.DataFrame) -> None:
    run = screen_plots(site, load_content(), choices=CHOICES)
    expected = pd.DataFrame(candidate_rows(run)).set_index("candidate")
    found = whole.set_index("candidate")
    assert len(found) == len(site.plots)
    assert sorted(found.index) == sorted(expected.index)
    for name in expected.columns:
        left, right = found.loc[expected.index, name], expected[name]
        for key, a, b in zip(expected.index, left, right, strict=True):
            same = (pd.isna(a) and pd.isna(b)) or a == b or (isinstance(b, float) and a == pytest.approx(b, abs=2e-6))
            assert same, (name, key, a, b)


def test_a_plot_has_the_same_results_alone_and_among_others(site: Site) -> None:
    content = load_content()
    screener = Screener(ScreenJob.of(site, content, choices=CHOICES), content=content)
    together = screener.records(site.plots)
    assert screener.records(site.plots[::-1]).take(np.arange(len(site.plots))[::-1]).equals(together)
    for row in (0, 5, len(site.plots) - 1):
        assert screener.records([site.plots[row]]).equals(together.slice(row, 1))


def test_what_nobody_looks_at_changes_no_outcome(site: Site) -> None:
    content = load_content()
    screener = Screener(ScreenJob.of(site, content, choices=CHOICES), content=content)
    shown = screener.cards(site.plots[:8])
    brief = screener._screen.cards(site.plots[:8], evidence=False)
    for one, other in zip(shown, brief, strict=True):
        for a, b in zip(one.results, other.results, strict=True):
            assert (a.outcome, a.score, a.score_low, a.score_high, a.missing) == (
                b.outcome, b.score, b.score_low, b.score_high, b.missing), (one.id, a.spec.id)  # fmt: skip
            assert a.finding.quantity == b.finding.quantity, (one.id, a.spec.id)


def test_two_workers_find_the_same_to_the_last_bit(site: Site, whole: pd.DataFrame, tmp_path: Path) -> None:
    there = tmp_path / "workers.parquet"
    pd.testing.assert_frame_equal(screened(site, there, workers=2), whole, check_exact=True)


def test_workers_hand_back_whole_scorecards_where_the_evidence_is_asked_for(site: Site) -> None:
    content, few = load_content(), replace(site, plots=site.plots[:6])
    job = ScreenJob.of(few, content, choices=CHOICES)
    spread = screen_plots(
        few, content, choices=CHOICES, cards_of=cards_on_cluster(job, workers=2, cluster=None, content=content)
    )
    here = screen_plots(few, content, choices=CHOICES)
    assert [c.scorecard.id for c in spread.ranking.candidates] == [c.scorecard.id for c in here.ranking.candidates]
    for one, other in zip(spread.ranking.candidates, here.ranking.candidates, strict=True):
        assert [r.finding.values for r in one.scorecard.results] == [r.finding.values for r in other.scorecard.results]
        assert one.scores == other.scores


KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.screening.test_screening_by_tiles import CHOICES, TILE, site as fixture
from siteplan.content import load_content
from siteplan.screening.stream import HeldPlots, plots_print, screen_to_file
site = fixture.__wrapped__() if hasattr(fixture, "__wrapped__") else fixture._get_wrapped_function()()
def at(done, total):
    if done >= 2 * TILE:
        os.kill(os.getpid(), signal.SIGKILL)
screen_to_file(replace(site, plots=()), HeldPlots(held=site.plots), load_content(), choices=CHOICES,
               out=Path({out!r}), output="parquet", plots_sha256=plots_print(site.plots), tile=TILE, progress=at)
"""


def test_a_run_killed_in_the_middle_goes_on_and_ends_the_same(
    site: Site, whole: pd.DataFrame, tmp_path: Path, root: Path
) -> None:
    out = tmp_path / "killed.parquet"
    script = KILLED.format(root=str(root), out=str(out))
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr[-2000:]
    parts = out.with_name("killed.parquet.parts")
    finished = sorted(parts.glob("part-*.parquet"))
    assert len(finished) == 2
    assert not out.exists()
    stamps = [path.stat().st_mtime_ns for path in finished]
    other = replace(site, plots=site.plots[1:])
    with pytest.raises(InputError, match="resume-other-inputs"):
        screened(other, out, resume=True)
    assert [path.stat().st_mtime_ns for path in finished] == stamps
    pd.testing.assert_frame_equal(screened(site, out, resume=True), whole, check_exact=True)
    assert not parts.exists()


@pytest.mark.parametrize("ending", [".gpkg", ".csv"])
def test_the_same_records_come_as_geopackage_and_csv(
    site: Site, whole: pd.DataFrame, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"plots{ending}"
    if ending == ".gpkg":
        found = screened(site, out)
        assert shapely.equals(found.geometry.to_numpy(), whole.geometry.to_numpy()).all()
    else:
        screen_to_file(
            replace(site, plots=()), HeldPlots(held=site.plots), load_content(), choices=CHOICES, out=out,
            output="csv", plots_sha256="", tile=TILE,
        )  # fmt: skip
        found = pd.read_csv(out)
    assert found["candidate"].tolist() == whole["candidate"].tolist()
    ranks = [None if pd.isna(rank) else int(rank) for rank in found["rank"]]
    assert ranks == [None if pd.isna(rank) else int(rank) for rank in whole["rank"]]
    np.testing.assert_allclose(found["score"].astype(float), whole["score"].astype(float), equal_nan=True)


def test_a_foreign_folder_is_never_removed(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "plots.parquet.parts"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="parts-folder-in-use"):
        screened(site, tmp_path / "plots.parquet")
    assert (folder / "mine.txt").exists()


def test_plots_read_some_at_a_time_are_those_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "some.gpkg"
    random = np.random.default_rng(4)
    at = random.uniform(0, 3000, (23, 2)) + np.array([569_000, 7_034_000])
    outlines = shapely.box(at[:, 0], at[:, 1], at[:, 0] + 30, at[:, 1] + 20)
    outlines[3] = shapely.Point(*at[3])
    frame = geopandas.GeoDataFrame({"id": [f"n{i}" for i in range(23)], "price_nok": range(23)}, geometry=outlines,
                                   crs="EPSG:25832")  # fmt: skip
    frame.to_file(path, driver="GPKG", layer="plots")
    file = PlotFile.open(path)
    assert file is not None
    tiles = list(file.plots(5, wanted=range(file.tiles(5))))
    assert [number for number, _, _ in tiles] == [0, 1, 2, 3, 4]
    once, _ = read_plots(path)
    together: list[Plot] = [plot for _, plots, _ in tiles for plot in plots]
    assert [(p.id, p.boundary.wkb, p.boundary_known, dict(p.properties)) for p in together] == [
        (p.id, p.boundary.wkb, p.boundary_known, dict(p.properties)) for p in once
    ]
    assert [n for n, _, _ in file.plots(5, wanted=[1, 4])] == [1, 4]


def test_an_id_that_stands_twice_is_refused_before_anything_is_screened(tmp_path: Path) -> None:
    path = tmp_path / "twice.gpkg"
    at = np.arange(4) * 50 + 569_000
    frame = geopandas.GeoDataFrame({"id": ["a", "b", "a", "c"]}, geometry=shapely.box(at, 7e6, at + 30, 7e6 + 30),
                                   crs="EPSG:25832")  # fmt: skip
    frame.to_file(path, driver="GPKG", layer="plots")
    with pytest.raises(InputError, match="duplicate-plot-id") as refused:
        PlotFile.open(path)
    assert [(issue.element, issue.values["count"]) for issue in refused.value.issues] == [("a", "2")]


scores = st.one_of(st.just(NO_SCORE), st.sampled_from([0.1, 0.5, 0.5 + 1e-10, 0.7]), st.floats(0, 1))


@given(st.lists(st.tuples(st.integers(0, 3), scores, st.floats(0, 1), st.floats(0, 1)), max_size=12))
def test_places_by_columns_are_those_of_an_obvious_sort(rows: list[tuple[int, float, float, float]]) -> None:
    ids = [f"c{7 * i % 13}" for i in range(len(rows))]
    columns = [np.array([row[k] for row in rows], dtype=float) for k in range(4)]
    found = places(status=columns[0].astype(np.int8), score=columns[1], low=columns[2], high=columns[3], ids=ids)
    expected = sorted(range(len(rows)), key=lambda i: (rows[i][0], -rows[i][1], ids[i]))
    assert found.order.tolist() == expected
    previous = None
    for index, number in enumerate(expected):
        status, score, _, _ = rows[number]
        if status > 1:
            assert found.rank_of(number) is None
            continue
        ties = previous is not None and previous[0] == status and previous[1] - score <= SAME_SCORE
        assert found.rank_of(number) == (previous[2] if ties and previous else index + 1)
        previous = (status, score, found.rank_of(number))


def test_the_file_is_geoparquet(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "plots.parquet"
    frame = screened(site, out)
    assert isinstance(frame, geopandas.GeoDataFrame)
    assert frame.crs.to_epsg() == 25832 and site.crs == "EPSG:25832"
    assert b"geo" in pq.read_schema(out).metadata
