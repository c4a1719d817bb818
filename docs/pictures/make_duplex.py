"""Draws the two units of the Duplex model, judged: ``python docs/pictures/make_duplex.py DUPLEX.ifc``.

The model is the buildingSMART sample "Duplex Apartment" of shared data. What is drawn is what the criteria return as
evidence; the sentences under it are theirs, too.
"""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from siteplan.content import load_content  # noqa: E402
from siteplan.context import LayoutContext  # noqa: E402
from siteplan.criterion import CriterionResult, Feature  # noqa: E402
from siteplan.evaluation import Settings, evaluate  # noqa: E402
from siteplan.exchange_commands import read_drawing  # noqa: E402
from siteplan.model import Layout  # noqa: E402
from siteplan.report.plan_figures import plan_figure  # noqa: E402
from siteplan.text import result_sentence  # noqa: E402

SHOWN = (
    "own_entrance_from_outside", "two_exits_per_unit", "exits_opposite_sides", "no_built_area_below",
    "staff_retreat_in_unit",
)  # fmt: skip
WIDTH_MM, HEIGHT_MM = 110.0, 150.0


def judged(layout: Layout) -> list[CriterionResult]:
    """The results of the criteria that the picture shows."""
    content = load_content()
    asked = [(content.specs[name], content.evaluators.get(name)) for name in SHOWN]
    settings = Settings(profile=content.profile("default"))
    card = evaluate(LayoutContext(layout), asked, settings=settings, candidate=("duplex", "Duplex"), stage="sketch")
    return list(card.results)


def drawn(layout: Layout, results: list[CriterionResult]) -> Image.Image:
    """Ground floor and upper floor side by side."""
    features = [f for r in results for f in r.finding.features if f.role != "main_door"]
    # What lies below the upper floor is drawn where it is: in the upper floor's plan.
    upper = [replace(f, storey=1) if f.role == "overlap_below" else f for f in features]
    plans = []
    for storey in (0, 1):
        here: list[Feature] = [f for f in upper if f.storey == storey or (f.storey is None and storey == 0)]
        figure = plan_figure(
            layout, storey, here, language="en", cameras=False, width_mm=WIDTH_MM, height_mm=HEIGHT_MM, scales=(150,)
        )
        plans.append(Image.open(io.BytesIO(figure.png)).convert("RGB"))
    sheet = Image.new("RGB", (sum(p.width for p in plans) + 40, plans[0].height), "white")
    sheet.paste(plans[0], (0, 0))
    sheet.paste(plans[1], (plans[0].width + 40, 0))
    return sheet.resize((1400, round(1400 * sheet.height / sheet.width)), Image.Resampling.LANCZOS)


def main(path: Path) -> None:
    """The picture, with each criterion's outcome and sentence below the plans."""
    layout, _ = read_drawing(path)
    results = judged(layout)
    plans = drawn(layout, results)
    font = ImageFont.load_default(19)
    page = Image.new("RGB", (plans.width, plans.height + 70 + 56 * len(results)), "white")
    pen = ImageDraw.Draw(page)
    pen.text((16, 10), "Duplex, ground floor", font=font, fill="#22262b")
    pen.text((16 + plans.width // 2, 10), "Upper floor", font=font, fill="#22262b")
    page.paste(plans, (0, 40))
    for k, result in enumerate(results):
        y = plans.height + 54 + 56 * k
        title, outcome = result.spec.text["en"].title, result.outcome.value.replace("_", " ")
        pen.text((16, y), f"{title}: {outcome}", font=font, fill="#22262b")
        pen.text(
            (16, y + 24),
            result_sentence(result, "en")[:150].replace("\u00a0", " "),
            font=ImageFont.load_default(16),
            fill="#565d66",
        )
    small = page.quantize(colors=128, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    small.save(Path(__file__).resolve().parent / "duplex.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
