"""Where a file comes from: its checksum, and what SOURCES.md of a site folder says of it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from siteplan.model import DataSource

_SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HEADINGS = {
    "file": "name", "fil": "name", "date": "date", "dato": "date", "licence": "licence", "license": "licence",
    "lisens": "licence", "url": "url", "address": "url", "adresse": "url",
}  # fmt: skip
_CHUNK = 1 << 20


def sha256_of(path: Path) -> str:
    """Checksum of the file as read; of a shapefile with its sidecars, of a folder (FileGDB) with all its files."""
    digest = hashlib.sha256()
    for part in _parts(path):
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file() and part.suffix.lower() != ".lock")
    if path.suffix.lower() == ".shp":
        stem = [part for part in path.parent.iterdir() if part.stem == path.stem]
        return sorted(part for part in stem if part.suffix.lower() in _SIDECARS)
    return [path]


def data_source(path: Path, *, date: str | None = None, licence: str | None = None) -> DataSource:
    """The file as a source. Its date is left out where nobody stated it: a file's own time stamp is no vintage."""
    return DataSource(name=path.name, date=date, licence=licence, sha256=sha256_of(path))


def stated_sources(path: Path) -> dict[str, DataSource]:
    """What SOURCES.md states, by file name: the rows of its Markdown tables that have a column "file" (or "fil").

    Other columns that are read: date (dato), licence (lisens), url (adresse). An absent file states nothing.
    """
    if not path.is_file():
        return {}
    stated: dict[str, DataSource] = {}
    headings: list[str | None] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.lstrip().startswith("|"):
            headings = []
            continue
        cells = [cell.strip().strip("`*") for cell in line.strip().strip("|").split("|")]
        if not headings:
            headings = [_HEADINGS.get(cell.lower()) for cell in cells]
        elif "name" in headings and not re.fullmatch(r"[\s:|-]+", line):
            row = {key: cell for key, cell in zip(headings, cells, strict=False) if key and cell}
            if "name" in row:
                name = Path(re.split(r"[,\s]", row["name"].replace("`", ""))[0]).name
                stated[name] = DataSource(
                    name=name, date=row.get("date"), licence=row.get("licence"), url=row.get("url")
                )
    return stated


def described(source: DataSource, stated: dict[str, DataSource]) -> DataSource:
    """The source with what SOURCES.md adds.

    A date in the file itself goes first; a stated licence rules over the one that its format usually has (a file of
    invented streets is not under OpenStreetMap's licence).
    """
    known = stated.get(source.name)
    if known is None:
        return source
    return DataSource(
        name=source.name,
        date=source.date or known.date,
        licence=known.licence or source.licence,
        url=known.url if known.url or known.licence else source.url,
        sha256=source.sha256,
    )
