"""Results on disk tile by tile, so that a run that was killed goes on where it stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from siteplan.errors import InputError, Issue

_PLAN = "plan.json"
_BATCH_ROWS = 10_000


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A folder of finished tiles beside the file that they will become. Every file is written whole or not at all."""

    folder: Path
    tiles: int

    @classmethod
    def begin(cls, out: Path, *, fingerprint: str, tiles: int, resume: bool) -> Parts:
        """The folder of a run; with ``resume``, with the tiles that an earlier run of the same inputs finished.

        Raises
        ------
        InputError
            "resume-other-inputs" where the earlier run had other inputs; "not-writable".
        """
        folder = out.with_name(f"{out.name}.parts")
        plan = folder / _PLAN
        try:
            if resume and plan.is_file():
                if json.loads(plan.read_text(encoding="utf-8")).get("fingerprint") != fingerprint:
                    raise InputError(Issue(code="resume-other-inputs", file=str(out), element=folder.name))
                return cls(folder=folder, tiles=tiles)
            _clear(folder)
            folder.mkdir(parents=True, exist_ok=True)
            partial = folder / f".{_PLAN}"
            partial.write_text(json.dumps({"fingerprint": fingerprint, "tiles": tiles}), encoding="utf-8")
            partial.replace(plan)
        except OSError as error:
            values = {"detail": error.strerror or type(error).__name__}
            raise InputError(Issue(code="not-writable", file=str(folder), values=values)) from error
        return cls(folder=folder, tiles=tiles)

    def path(self, tile: int) -> Path:
        """Where one tile's records stand."""
        return self.folder / f"part-{tile:06d}.parquet"

    def missing(self) -> list[int]:
        """Tiles that are not yet there, in order."""
        there = {path.name for path in self.folder.glob("part-*.parquet")}
        return [tile for tile in range(self.tiles) if self.path(tile).name not in there]

    def write(self, tile: int, records: pa.Table) -> None:
        """One tile's records, at once or not at all."""
        partial = self.folder / f".{self.path(tile).name}"
        pq.write_table(records, partial)
        partial.replace(self.path(tile))

    def column(self, names: list[str]) -> pa.Table:
        """Some columns of all tiles together, in order."""
        return pa.concat_tables(pq.read_table(self.path(tile), columns=names) for tile in range(self.tiles))

    def tables(self) -> Iterator[pa.Table]:
        """The records, some tiles at a time, in order."""
        held: list[pa.Table] = []
        for tile in range(self.tiles):
            held.append(pq.read_table(self.path(tile)))
            if sum(len(table) for table in held) >= _BATCH_ROWS:
                yield pa.concat_tables(held)
                held = []
        if held:
            yield pa.concat_tables(held)

    def remove(self) -> None:
        """Take the folder away when its records stand in their file."""
        _clear(self.folder)


def _clear(folder: Path) -> None:
    """Only what a run of ours left there is taken away."""
    if not folder.is_dir():
        return
    ours = all(path.name.lstrip(".") == _PLAN or path.name.lstrip(".").startswith("part-") for path in folder.iterdir())
    if not ours:
        raise InputError(Issue(code="parts-folder-in-use", file=str(folder)))
    shutil.rmtree(folder)
