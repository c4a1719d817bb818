"""Alternatives that people draw: one layout file each in the user's own folder; what a site came with stays as it is.

A save names what it started from. Where somebody else has saved in between, it becomes a new alternative.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from siteplan.editing.adding import fresh_id
from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout
from siteplan.readers.layout import read_layout
from siteplan.readers.layout_checks import checked
from siteplan.readers.layout_move import fingerprint_of
from siteplan.writers.layout import write_layout

HOME = "SITEPLAN_HOME"
"""Environment variable that names the user's folder."""
_PLAIN = re.compile(r"[\w.\- ]{1,60}")
_LOCK_S, _STALE_S = 5.0, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An alternative on disk.

    Parameters
    ----------
    token
        sha256 of its file: what the next save names as what it started from.
    diverged
        Whether somebody else had saved in between, so that this is a new alternative.
    """

    id: str
    path: Path
    token: str
    diverged: bool = False


def user_folder() -> Path:
    """Where the user's own work is kept: SITEPLAN_HOME, else the system's place for it."""
    stated = os.environ.get(HOME)
    if stated:
        return Path(stated)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "siteplan"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "siteplan"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "siteplan"


class Sketchbook:
    """The alternatives drawn for one site folder.

    Parameters
    ----------
    site
        The site's folder; two folders of one name have two sketchbooks.
    home
        The user's folder.
    """

    def __init__(self, site: Path, *, home: Path | None = None) -> None:
        resolved = site.resolve()
        name = f"{resolved.name}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:8]}"
        self.folder = (home or user_folder()) / "layouts" / name

    def files(self) -> dict[str, Path]:
        """The alternatives' files by id, oldest name first."""
        return {path.stem: path for path in sorted(self.folder.glob("*.geojson"))} if self.folder.is_dir() else {}

    def path(self, id_: str) -> Path | None:
        """The file of an alternative; None where there is none, or the id is no plain name."""
        path = self.folder / f"{id_}.geojson"
        return path if _PLAIN.fullmatch(id_) and path.is_file() else None

    def read(self, id_: str) -> tuple[Layout, Saved]:
        """An alternative; InputError where there is none or it cannot be read."""
        path = self.path(id_)
        if path is None:
            raise InputError(Issue(code="sketch-missing", element=id_))
        layout, _ = read_layout(path)
        token = next((source.sha256 for source in layout.sources if source.sha256), None)
        return replace(layout, id=id_), Saved(id=id_, path=path, token=token or _token(path))

    def add(self, layout: Layout, *, stem: str) -> Saved:
        """Keeps a layout as a new alternative, named after ``stem``."""
        plain = re.sub(r"[^\w.\-]+", "-", stem)[:40].strip("-.") or "layout"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            return self._write(layout, fresh_id(f"{plain}-1", self.files().keys()))

    def save(self, layout: Layout, *, id_: str, token: str) -> Saved:
        """Keeps an alternative's new state.

        Parameters
        ----------
        token
            Of the state that it started from. Where the file now holds another, or is gone, nothing is overwritten
            and the layout becomes a new alternative.
        """
        path = self.folder / f"{id_}.geojson"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if path.is_file() and _token(path) == token:
                return self._write(layout, id_)
            return replace(self._write(layout, fresh_id(id_, {*self.files(), id_})), diverged=True)

    def delete(self, id_: str) -> None:
        """Removes an alternative."""
        path = self.path(id_)
        if path is not None:
            path.unlink()

    def _write(self, layout: Layout, id_: str) -> Saved:
        """Whole or not at all: written beside, then put in its place."""
        path = self.folder / f"{id_}.geojson"
        beside = self.folder / f".{id_}.{os.getpid()}.{time.monotonic_ns()}.part"
        write_layout(replace(layout, id=id_), beside)
        token = _token(beside)
        beside.replace(path)
        return Saved(id=id_, path=path, token=token)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time, over processes too; a lock whose holder died is taken over."""
        lock = self.folder / ".lock"
        end = time.monotonic() + _LOCK_S
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                break
            except FileExistsError:
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - lock.stat().st_mtime > _STALE_S:
                        lock.unlink(missing_ok=True)
                        continue
                if time.monotonic() > end:
                    raise InputError(Issue(code="sketch-busy", element=self.folder.name)) from None
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def as_read(layout: Layout, *, file: str, token: str | None = None) -> Layout:
    """A drawn layout as its file would be read: without openings in no wall, with what is to be said about it.

    Parameters
    ----------
    token
        sha256 of its file; without one the layout's own fingerprint is computed.
    """
    used, issues = checked(replace(layout, issues=()), file=file)
    sources = (DataSource(name=file, sha256=token),) if token else layout.sources
    return replace(used, issues=issues, sources=sources, fingerprint=token or fingerprint_of(used))


def _token(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
