"""Window by window: the sills that give privacy and a way out at once, and the sill as drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from siteplan.context.layout_sills import SillBand
from siteplan.dashboard.markup import table, text
from siteplan.dashboard.words import Words

_TOP_M = 2.4
_FEW = 3

Group = tuple[float, float, float]


def sill_section(bands: Mapping[str, Sequence[SillBand]], words: Words) -> str:
    """A table a layout (by name); windows that are alike stand in one row."""
    parts = [_layout(name, found, words) for name, found in bands.items()]
    title, note = text(words("sills.title")), text(words("sills.note"))
    return f'<section class="sills"><h3>{title}</h3><p class="soft small">{note}</p>{"".join(parts)}</section>'


def _layout(name: str, bands: Sequence[SillBand], words: Words) -> str:
    head = f"<h4>{text(name)}</h4>"
    if not bands:
        return f'{head}<p class="soft small">{text(words("sills.no_windows"))}</p>'
    counts = {
        "windows": str(len(bands)), "possible": str(sum(band.feasible for band in bands)),
        "fits": str(sum(band.sill_fits for band in bands)),
    }  # fmt: skip
    groups: dict[Group, list[SillBand]] = {}
    for band in bands:
        key = (round(band.use.window.sill_height, 1), round(band.low_m, 1), round(band.high_m, 1))
        groups.setdefault(key, []).append(band)
    rows = [_row(key, groups[key], words) for key in sorted(groups)]
    columns = ("windows", "drawn", "privacy", "escape", "band", "verdict")
    listed = table([words(f"sills.{column}") for column in columns], rows, kind="sills", numeric=(1, 2, 3))
    return f'{head}<p class="small">{text(words("sills.counts", counts))}</p>{listed}'


def _row(key: Group, bands: Sequence[SillBand], words: Words) -> tuple[str, ...]:
    sill, low, high = key
    ids = [band.use.id for band in bands]
    named = ", ".join(ids[:_FEW]) + ("" if len(ids) <= _FEW else f" (+{len(ids) - _FEW})")
    verdict = "none" if low > high else "fits" if low <= sill <= high else "low" if sill < low else "high"
    return (
        f'<b>{len(bands)}</b> <span class="soft">{text(named)}</span>', _metres(sill, words), _metres(low, words),
        _metres(high, words), _figure(sill, low, high), text(words(f"sills.verdict_{verdict}")),
    )  # fmt: skip


def _figure(sill: float, low: float, high: float) -> str:
    """From the floor to 2.4 m: solid where both hold, hatched between bounds that cross, a black tick for the sill."""

    def at(metres: float) -> float:
        return min(max(metres, 0.0), _TOP_M) / _TOP_M * 100

    least, most = min(low, high), max(low, high)
    kind = "both" if low <= high else "neither"
    return (
        f'<span class="sill" aria-hidden="true"><i class="{kind}" style="left:{at(least):.0f}%;'
        f'width:{max(at(most) - at(least), 1):.0f}%"></i><i class="drawn" style="left:{at(sill):.0f}%"></i></span>'
    )


def _metres(value: float, words: Words) -> str:
    return f"{words.number(value, decimals=1)}\u00a0m"
