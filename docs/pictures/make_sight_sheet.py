"""Draws what the staff base sees of each reference project: ``python docs/pictures/make_sight_sheet.py``.

Nine reconstructions have a base; each is drawn to one scale with what is seen and what a person could stand in unseen.
"""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

from siteplan.assessment import Choices, assess_layouts
from siteplan.content import content_folder, load_content
from siteplan.criterion import Outcome
from siteplan.readers.layout import read_layout
from siteplan.report.plan_figures import plan_figure

FOLDER = Path(__file__).resolve().parent
ROLES = frozenset({"seen_region", "blind_spot", "viewpoint"})
ACROSS, CAPTION, TILE = 3, 30, (495, 360)


def main() -> None:
    """One picture of every reference project with a staffed base."""
    content, tiles = load_content(), []
    for path in sorted((content_folder() / "sample_sites" / "reference_projects").glob("*.geojson")):
        layout, _ = read_layout(path)
        card = assess_layouts([layout], content, choices=Choices()).ranking.candidates[0].scorecard
        result = card.result("blind_spots_outdoor")
        if result.outcome is Outcome.NOT_APPLICABLE:
            continue
        features = [feature for feature in result.finding.features if feature.role in ROLES]
        figure = plan_figure(
            layout, 0, features, language="en", cameras=False, width_mm=110, height_mm=80, scales=(750, 1000)
        )  # fmt: skip
        largest = result.finding.values["largest_pocket_m2"]
        assert isinstance(largest, float)
        said = f"{layout.name}: " + (f"largest blind spot {largest:.0f} m²" if largest else "nothing to hide in")
        tiles.append((said, Image.open(io.BytesIO(figure.png)).convert("RGB").resize(TILE, Image.Resampling.LANCZOS)))
    width, height = tiles[0][1].size
    rows = -(-len(tiles) // ACROSS)
    picture = Image.new("RGB", (ACROSS * width, rows * (height + CAPTION)), "white")
    font = ImageFont.truetype(f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf", 15)
    pen = ImageDraw.Draw(picture)
    for index, (said, tile) in enumerate(tiles):
        x, y = index % ACROSS * width, index // ACROSS * (height + CAPTION)
        picture.paste(tile, (x, y + CAPTION))
        pen.text((x + 6, y + 6), said, fill="#22262b", font=font)
    picture.quantize(40).save(FOLDER / "sight-references.png", optimize=True)


if __name__ == "__main__":
    main()
