// The legend: each swatch is drawn by the very styles that draw the map.
import LineString from "ol/geom/LineString.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import { toContext } from "ol/render.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { LegendEntry, OverlayData } from "./contract.js";
import { doorStyles, vegetationStyles } from "./drawing.js";
import { roleStyle, roleStyles } from "./evidence.js";
import { element } from "./furniture.js";
import type { Look } from "./layers.js";
import { outcomeIcon } from "./marks.js";
import { scoreClass, scoreFill } from "./plots.js";
import { RECIPES } from "./recipes.js";

const [WIDTH, HEIGHT] = [34, 22];
const BOX = new Polygon([[[4, 4], [30, 4], [30, 18], [4, 18], [4, 4]]]);
const LINE = new LineString([[3, 11], [31, 11]]);
const SPOT = new Point([17, 11]);

const LINEAR = new Set(["street", "railway", "wall", "window", "boundary", "ghost"]);
const SPOTS = new Set(["viewpoint", "lamp", "camera", "access"]);

function sample(entry: LegendEntry, look: Look): { geometry: Geometry; styles: Style[] } {
  const [type, key, kind] = entry.swatch;
  if (type === "outcome") {
    const mark = look.theme.outcomes[key];
    return { geometry: SPOT, styles: mark ? [new Style({ image: outcomeIcon(mark, look.palette, 18) })] : [] };
  }
  if (type === "score") {
    const fill = new Fill({ color: scoreFill(scoreClass(look.theme, key), look.palette, 1) });
    return { geometry: BOX, styles: [new Style({ fill, stroke: new Stroke({ color: look.palette.ink, width: 1.2, lineDash: key === "excluded" ? [5, 3] : undefined }) })] };
  }
  if (type === "role") {
    const role = roleStyle(look.theme, key);
    const geometry = { area: BOX, point: SPOT, line: LINE }[role.swatch];
    const room = role.end === "arrow" ? new LineString([[2, 11], [25, 11]]) : role.end === "ticks" ? new LineString([[5, 11], [29, 11]]) : new LineString([[3, 11], [27, 11]]);
    return { geometry, styles: roleStyles(geometry === LINE ? room : geometry, role, look.palette, 20) };
  }
  if (key === "door") {
    const door = new Feature(new LineString([[9, 18], [23, 18]]));
    return { geometry: BOX, styles: [...doorStyles(door, kind ?? null, 1, look.palette)] };
  }
  if (key === "vegetation") return { geometry: BOX, styles: vegetationStyles(new Feature(BOX), 1, look.palette) };
  const geometry = SPOTS.has(key) ? SPOT : LINEAR.has(key) ? LINE : key === "path" ? LINE : BOX;
  return { geometry, styles: RECIPES[key]?.(kind ?? null, key === "street" ? 1.4 : 0.25, look.palette) ?? [] };
}

function swatch(entry: LegendEntry, look: Look): HTMLCanvasElement {
  const canvas = element("canvas", "pm-swatch");
  canvas.setAttribute("aria-hidden", "true");
  const pen = canvas.getContext("2d")!;
  const ratio = Math.max(1, Math.ceil(devicePixelRatio || 1));
  const context = toContext(pen, { size: [WIDTH, HEIGHT], pixelRatio: ratio });
  const { geometry, styles } = sample(entry, look);
  for (const style of styles.sort((a, b) => (a.getZIndex() ?? 0) - (b.getZIndex() ?? 0))) {
    const image = style.getImage();
    if (image && !(image instanceof CircleStyle)) image.load();
    context.setStyle(style);
    // toContext draws with y downwards; the samples are symmetrical enough not to mind.
    const own = style.getGeometry();
    context.drawGeometry(typeof own === "object" && own !== null ? (own as Geometry) : geometry);
  }
  return canvas;
}

export function drawLegend(host: HTMLDivElement, overlay: OverlayData, look: Look): void {
  const { legend } = overlay;
  const former = host.querySelector("details");
  host.hidden = legend.entries.length === 0 && legend.note === "";
  if (host.hidden) return;
  const details = element("details", "pm-legend-box");
  details.open = former ? former.open : legend.open && host.parentElement!.clientWidth > 560;
  details.append(element("summary", "pm-legend-title", legend.title));
  const list = element("ul", "pm-legend-list");
  for (const entry of legend.entries) {
    const row = element("li", "pm-legend-row");
    row.append(swatch(entry, look), element("span", "", entry.label));
    list.append(row);
  }
  details.append(list);
  if (legend.note) details.append(element("p", "pm-legend-note", legend.note));
  host.replaceChildren(details);
}
