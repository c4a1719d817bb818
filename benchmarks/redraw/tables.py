"""What the redraw test counted, as the table of ``docs/redraw.md`` and the data that the product reads."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from siteplan.content import content_folder, load_content  # noqa: E402
from siteplan.criterion import DETERMINED, STEADY_SHARE, Outcome  # noqa: E402

WALLS_M = (0.05, 0.1)
DATA_FILE = content_folder() / "criteria" / "redraw.toml"
TABLE_FILE = ROOT / "docs" / "redraw.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How often one criterion kept its outcome, at each of the two errors.

    ``layouts``: share kept by layout, for those in which it was determined as drawn or in any redrawing.
    ``kept``: mean over these layouts. ``turned``: what the outcomes turned into, most often first.
    """

    kept: tuple[float, float]
    layouts: Mapping[str, tuple[float, float]]
    turned: Mapping[str, int]


def summarised(record: Mapping[str, Any]) -> dict[str, Kept]:
    """By criterion, the least steady first; a criterion that was determined nowhere is not in it."""
    every: dict[str, dict[str, Mapping[str, Any]]] = {}
    for layout, criteria in record["layouts"].items():
        for criterion, counts in criteria.items():
            every.setdefault(criterion, {})[layout] = counts
    found = {name: _kept(by_layout) for name, by_layout in every.items()}
    kept = {name: one for name, one in found.items() if one is not None}
    return dict(sorted(kept.items(), key=lambda item: (min(item[1].kept), item[0])))


def _kept(by_layout: Mapping[str, Mapping[str, Any]]) -> Kept | None:
    shares: dict[str, tuple[float, float]] = {}
    turned: dict[str, int] = {}
    for layout, counts in by_layout.items():
        levels = [counts.get(str(wall), {}) for wall in WALLS_M]
        seen = {counts["drawn"], *(outcome for level in levels for outcome in level)}
        if not all(levels) or not any(Outcome(outcome) in DETERMINED for outcome in seen):
            continue
        same = [level.get(counts["drawn"], 0) / sum(level.values()) for level in levels]
        shares[layout] = (same[0], same[1])
        for level in levels:
            for outcome, times in level.items():
                if outcome != counts["drawn"]:
                    key = f"{counts['drawn']} > {outcome}"
                    turned[key] = turned.get(key, 0) + times
    if not shares:
        return None
    columns = list(zip(*shares.values(), strict=True))
    mean = (sum(columns[0]) / len(shares), sum(columns[1]) / len(shares))
    return Kept(kept=mean, layouts=shares, turned=dict(sorted(turned.items(), key=lambda item: -item[1])))


def data_text(record: Mapping[str, Any]) -> str:
    """``criteria/redraw.toml``."""
    seeds = sorted(set(record["seeds"].values()))
    lines = [
        "# Share of redrawn sample layouts in which each criterion kept its outcome, with walls up to 5 and 10 cm off.",
        f"# Written by benchmarks/redraw/run.py (seeds a layout: {', '.join(map(str, seeds))}); see docs/redraw.md.",
    ]  # fmt: skip
    for name, one in sorted(summarised(record).items()):
        least = [min(share[k] for share in one.layouts.values()) for k in (0, 1)]
        lines += [
            "", f"[{name}]", f"kept_5_cm = {one.kept[0]:.4f}", f"kept_10_cm = {one.kept[1]:.4f}",
            f"least_5_cm = {least[0]:.4f}", f"least_10_cm = {least[1]:.4f}", f"layouts = {len(one.layouts)}",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def table_text(record: Mapping[str, Any]) -> str:
    """``docs/redraw.md`` below its introduction: criteria, least steady first, then layouts."""
    found, specs = summarised(record), load_content().specs
    lines = [
        "| criterion | kept at 5 cm | at 10 cm | least in one layout, 5 / 10 cm | layouts | where it turned |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in found.items():
        worst = [min(one.layouts, key=lambda layout, k=k: one.layouts[layout][k]) for k in (0, 1)]  # type: ignore[misc]
        least = " / ".join(f"{_percent(one.layouts[layout][k])}" for k, layout in enumerate(worst))
        where = "" if min(one.layouts[worst[1]]) == 1 else f" ({worst[1]})"
        turned = "; ".join(f"{turn} ×{times}" for turn, times in list(one.turned.items())[:2])
        mark = " **sensitive**" if min(one.kept) < STEADY_SHARE else ""
        title = specs[name].text["en"].title
        lines.append(
            f"| {title} (`{name}`){mark} | {_percent(one.kept[0])} | {_percent(one.kept[1])} | {least}{where} | "
            f"{len(one.layouts)} | {turned} |"
        )
    lines += [
        "",
        "| layout | seeds | criteria determined | outcomes kept at 5 cm | at 10 cm |",
        "|---|---|---|---|---|",
    ]
    for layout, count in record["seeds"].items():
        own = [one.layouts[layout] for one in found.values() if layout in one.layouts]
        if own:
            five, ten = (sum(share[k] for share in own) / len(own) for k in (0, 1))
            lines.append(f"| {layout} | {count} | {len(own)} | {_percent(five)} | {_percent(ten)} |")
    return "\n".join(lines) + "\n"


def totals(record: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Share of all determined outcomes kept, and of criteria at or above the steady share, at 5 and 10 cm."""
    found = summarised(record)
    pairs = [share for one in found.values() for share in one.layouts.values()]
    all_kept = [sum(pair[k] for pair in pairs) / len(pairs) for k in (0, 1)]
    steady = [sum(one.kept[k] >= STEADY_SHARE for one in found.values()) / len(found) for k in (0, 1)]
    return all_kept[0], all_kept[1], steady[0], steady[1]


_BEGIN, _END = "<!-- written by benchmarks/redraw/run.py -->", "<!-- end of what is written -->"


def write_documents(record: Mapping[str, Any]) -> None:
    """The data file, and the part of the document between its two marks; what people wrote around it stays."""
    DATA_FILE.write_text(data_text(record), encoding="utf-8")
    before, _, rest = TABLE_FILE.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    five, ten, steady_five, steady_ten = totals(record)
    said = (
        f"All determined outcomes together: {_percent(five)} kept at 5 cm, {_percent(ten)} at 10 cm. Criteria at or "
        f"above {_percent(STEADY_SHARE)}: {_percent(steady_five)} of them at 5 cm, {_percent(steady_ten)} at 10 cm.\n\n"
    )
    TABLE_FILE.write_text(f"{before}{_BEGIN}\n{said}{table_text(record)}{_END}{after}", encoding="utf-8")


def _percent(share: float) -> str:
    """In whole per cent, with one decimal where it would otherwise look whole."""
    value = 100 * share
    return f"{value:.0f} %" if value in (0, 100) or value < 94 else f"{min(value, 99.9):.1f} %"
