"""DXF drawings -> `Layout`, with everything that a person should know about it, each repair among it."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ezdxf import recover
from ezdxf.document import Drawing
from ezdxf.filemanagement import readfile

from siteplan.errors import InputError, Issue
from siteplan.model import DataSource, Layout, Storey
from siteplan.readers.dxf_entities import Collector, Drawn
from siteplan.readers.dxf_openings import add_openings, find_openings
from siteplan.readers.dxf_plans import add_stairs, laid_over
from siteplan.readers.dxf_rooms import named_rooms, outlines
from siteplan.readers.dxf_siteplan import is_own, read_own
from siteplan.readers.dxf_units import UNITS_M, settle_units
from siteplan.readers.dxf_walls import Faces, faces_of
from siteplan.readers.import_mapping import ImportMapping
from siteplan.readers.imported import Import, feature, layout_from, unique_ids

MOST_BYTES = 150_000_000
MOST_ELEMENTS = 500_000
"""More take over half a minute to read; a storey of a large hospital has fewer."""
_ELEMENT = re.compile(rb"\n[ \t]*0[ \t]*\r?\n")
_BINARY = b"AutoCAD Binary DXF"
_ROOM_M2 = (1.0, 600.0)


def read_dxf(
    path: Path, *, mapping: ImportMapping | None = None, units: str | None = None
) -> tuple[Layout, tuple[Issue, ...]]:
    """Read a drawing.

    Rooms are closed outlines on the layers for rooms, else the faces between wall lines with doorways closed; doors and
    windows are blocks, swings, lines on their layers, or gaps. What siteplan has written comes back as it was.

    Parameters
    ----------
    path
        DXF file, of text or binary.
    mapping
        What the user says about layers, blocks, rooms and storeys; ``mapping.files`` names further storeys' drawings in
        the same folder.
    units
        The drawing's unit (``m``, ``mm``, ``in`` ...) where it is known better than its header.

    Returns
    -------
    The layout (its ``issues`` are the same), and everything that a person should know.

    Raises
    ------
    InputError
        "file-unreadable", "empty-file", "import-too-large", "import-too-many", "dxf-is-dwg", "dxf-not-dxf",
        "dxf-broken", "dxf-empty",
        "dxf-units-disagree", "dxf-units-unknown", "dxf-units-stated", "dxf-no-rooms", "unknown-unit".
    """
    if units is not None and units not in UNITS_M:
        values = {"unit": units, "known": ", ".join(UNITS_M)}
        raise InputError(Issue(code="unknown-unit", file=path.name, element="--units", values=values))
    settings = mapping or ImportMapping()
    read = Import(file=path.name, name=path.stem, mapping=settings, crs=settings.crs)
    drawing, source = _open(path, read)
    if is_own(drawing):
        return read_own(drawing, file=path.name, source=source)
    by_storey, imperial = _storeys_of(drawing, read, units=units, storey=None)
    for index, name in settings.files.items():
        other = Import(file=name, name=name, mapping=settings)
        more, _ = _storeys_of(_open(path.parent / name, other)[0], other, units=units, storey=int(index))
        by_storey.update(more)
        read.issues += other.issues
    _read_storeys(by_storey, read, imperial=imperial)
    add_stairs(by_storey, read)
    return layout_from(read, source=source)


def _open(path: Path, read: Import) -> tuple[Drawing, DataSource]:
    """The drawing; one that breaks the rules of the format is mended where ezdxf can, and that is said."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        values = {"detail": error.strerror or type(error).__name__}
        raise InputError(Issue(code="file-unreadable", file=path.name, values=values)) from error
    if size > MOST_BYTES:
        values = {"size": f"{size / 1e6:.0f}", "most": f"{MOST_BYTES / 1e6:.0f}"}
        raise InputError(Issue(code="import-too-large", file=path.name, values=values))
    if not data.strip():
        raise InputError(Issue(code="empty-file", file=path.name))
    if data.startswith((b"AC10", b"AC1.")):
        values = {"version": data[:6].decode("ascii", "replace")}
        raise InputError(Issue(code="dxf-is-dwg", file=path.name, values=values))
    if not data.startswith(_BINARY) and not _looks_like_dxf(data):
        raise InputError(Issue(code="dxf-not-dxf", file=path.name))
    elements = sum(1 for _ in _ELEMENT.finditer(data))
    if elements > MOST_ELEMENTS:
        values = {"count": str(elements), "most": str(MOST_ELEMENTS)}
        raise InputError(Issue(code="import-too-many", file=path.name, values=values))
    source = DataSource(name=path.name, sha256=hashlib.sha256(data).hexdigest())
    try:
        with _quiet():
            drawing = readfile(path)
            drawing.modelspace()
        return drawing, source
    except Exception:  # whatever a broken file makes of the parser, KeyError('MODEL') and StopIteration among it
        return _recovered(data, path, read), source


@contextmanager
def _quiet() -> Iterator[None]:
    """Without ezdxf's own remarks on standard error: what it mends is said in one issue."""
    logger = logging.getLogger("ezdxf")
    propagate, silent = logger.propagate, logging.NullHandler()
    logger.addHandler(silent)
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = propagate
        logger.removeHandler(silent)


def _recovered(data: bytes, path: Path, read: Import) -> Drawing:
    try:
        with _quiet():
            drawing, auditor = recover.read(io.BytesIO(data))
            drawing.modelspace()
    except Exception as error:  # as above: a file's fault, and the user is told so
        detail = f"{type(error).__name__}: {error}"[:120]
        raise InputError(Issue(code="dxf-broken", file=path.name, values={"detail": detail})) from error
    faults = len(auditor.errors) + len(auditor.fixes)
    read.say("dxf-recovered", severity="warning", count=str(faults))
    return drawing


def _looks_like_dxf(data: bytes) -> bool:
    """Whether the first pair is that of a section, after comments: a group code on a line, its value on the next."""
    lines = data[:20_000].lstrip(b"\xef\xbb\xbf").splitlines()
    for code, value in zip(lines[::2], lines[1::2], strict=False):
        if code.strip() == b"999":
            continue
        return code.strip() == b"0" and value.strip().upper() == b"SECTION"
    return False


def _storeys_of(
    drawing: Drawing, read: Import, *, units: str | None, storey: int | None
) -> tuple[dict[int, Drawn], bool]:
    """What is drawn on each storey, in metres, and whether the drawing is in feet and inches."""
    collector = Collector(drawing, read.mapping)
    collector.take(drawing.modelspace())
    drawn = collector.drawn
    if drawn.cut_short:
        read.say("dxf-too-many", severity="warning", most="400 000")
    if not drawn.pieces:
        values = {"layers": _layers(drawn), "texts": str(len(drawn.labels))}
        raise InputError([Issue(code="dxf-empty", file=read.file, values=values), *read.issues])
    drawn = laid_over(_with_guessed_layers(drawn, read), read.mapping, read)
    by = settle_units(drawing, drawn, read, stated=units)
    scaled = drawn.scaled(by)
    found: dict[int, Drawn] = defaultdict(Drawn)
    for kind in ("pieces", "swings", "labels", "symbols"):
        for each in getattr(scaled, kind):
            index = storey if storey is not None else 0 if each.storey is None else each.storey
            getattr(found[index], kind).append(each)
    if storey is None and drawn.storey_names:
        names = ", ".join(f"{name}: {index}" for name, index in drawn.storey_names.items())
        read.say("dxf-storeys", severity="information", storeys=names[:400])
    found = {index: each for index, each in found.items() if each.pieces}
    skipped = sorted(drawn.skipped.items(), key=lambda pair: -pair[1])
    if skipped:
        listed = ", ".join(f"{name} ({count})" for name, count in skipped[:12])
        read.say("dxf-skipped", severity="information", layers=listed, count=str(sum(drawn.skipped.values())))
    return found, by in (UNITS_M["in"], UNITS_M["ft"])


def _with_guessed_layers(drawn: Drawn, read: Import) -> Drawn:
    """Where no layer is one for rooms or walls: closed outlines are rooms; without them, all lines are walls."""
    if any(piece.kind in ("space", "wall") for piece in drawn.pieces):
        return drawn
    others = [piece for piece in drawn.pieces if piece.kind == "other"]
    if not others:
        values = {"layers": _layers(drawn)}
        raise InputError([Issue(code="dxf-no-rooms", file=read.file, values=values), *read.issues])
    closed = [piece for piece in others if piece.closed]
    kind: Any = "space" if closed else "wall"
    chosen = {id(piece) for piece in (closed or others)}
    code = "dxf-outlines-guessed" if closed else "dxf-walls-guessed"
    read.say(code, severity="warning", layers=_layers(drawn), count=str(len(chosen)))
    pieces = [replace(piece, kind=kind) if id(piece) in chosen else piece for piece in drawn.pieces]
    swings = [replace(swing, kind="opening") if swing.kind == "other" else swing for swing in drawn.swings]
    return Drawn(
        pieces=pieces, swings=swings, labels=drawn.labels, symbols=drawn.symbols, layers=drawn.layers,
        skipped=drawn.skipped, storey_names=drawn.storey_names, cut_short=drawn.cut_short,
    )  # fmt: skip


def _read_storeys(by_storey: dict[int, Drawn], read: Import, *, imperial: bool) -> None:
    heights, repair = read.mapping.heights, read.mapping.repair
    for index in sorted(by_storey):
        drawn = by_storey[index]
        read.storeys[index] = Storey(index=index, elevation=index * heights.step, height=heights.storey)
        rooms = outlines([piece for piece in drawn.pieces if piece.kind == "space"], repair, read)
        walls = [piece for piece in drawn.pieces if piece.kind == "wall"]
        faces = Faces()
        if walls:
            fillings = [piece.line for piece in drawn.pieces if piece.kind in ("door", "window", "opening")]
            fillings += [symbol.box for symbol in drawn.symbols]
            faces = faces_of(walls, fillings, repair, read, storey=index)
        if not rooms:
            rooms = faces.rooms
            _say_loose(faces, read, index)
        named = named_rooms(rooms, drawn.labels, read, storey=index)
        read.rooms += named
        found = find_openings(drawn, faces.openings, rooms, faces.walls, storey=index, imperial=imperial)
        add_openings(found, read, storey=index)
        for k, wall in enumerate(faces.walls, start=1):
            read.features.append(feature("wall", f"wall_{index}_{k}", wall, {"storey": index}))
    if not read.rooms:
        layers = ", ".join(sorted({piece.layer for drawn in by_storey.values() for piece in drawn.pieces}))
        raise InputError([Issue(code="dxf-no-rooms", file=read.file, values={"layers": layers[:400]}), *read.issues])
    for room, id_ in zip(read.rooms, unique_ids([room.id for room in read.rooms]), strict=True):
        room.id = id_
    values = {"sill": f"{heights.sill:g}", "storey": f"{heights.storey:g}", "step": f"{heights.step:g}"}
    read.say("dxf-heights-assumed", severity="information", **values)


def _say_loose(faces: Faces, read: Import, index: int) -> None:
    """Ends of walls that meet nothing: where rooms leak."""
    if faces.loose:
        places = [f"({end.x:.2f}, {end.y:.2f})" for end in faces.loose[:10]]
        values = {"places": ", ".join(places), "storey": str(index)}
        count = str(len(faces.loose))
        read.say("dxf-loose-ends", f"[{index}]", severity="warning", count=count, geometry=faces.loose[0], **values)


def _layers(drawn: Drawn) -> str:
    names: Sequence[str] = [name for name, _ in drawn.layers.most_common(30)]
    return ", ".join(names)[:400] or "–"
