// The symbols of a drawing that depend on the element's own geometry: door with its swing, trees, labels.
import type Feature from "ol/Feature.js";
import type { FeatureLike } from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import type Geometry from "ol/geom/Geometry.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import { areaFill } from "./marks.js";
import type { Palette } from "./palette.js";

const WALL_M = 0.2;

/**
 * A door: the gap in the wall, and, when it is large enough to read, leaf and quarter circle. Files do not say how a
 * door hangs; the swing is the usual symbol, hung on the line's first point and opening to its left.
 */
export function doorStyles(feature: FeatureLike, kind: string | null, resolution: number, palette: Palette): Style[] {
  const geometry = (feature as Feature<Geometry>).getGeometry();
  if (!(geometry instanceof LineString)) return [];
  const wallWidth = Math.min(22, Math.max(1.8, WALL_M / resolution));
  const gap = new Style({ stroke: new Stroke({ color: palette.paper, width: wallWidth + 1.6, lineCap: "butt" }) });
  const [x0, y0] = geometry.getFirstCoordinate();
  const [x1, y1] = geometry.getLastCoordinate();
  const [dx, dy] = [x1 - x0, y1 - y0];
  const ink = palette.wall;
  const threshold = new Style({ stroke: new Stroke({ color: ink, width: 1, lineDash: kind === "glazed" ? [2, 2] : undefined }), zIndex: 1 });
  if (Math.hypot(dx, dy) / resolution < 7) return [gap, threshold];
  const arc: number[][] = [];
  for (let step = 0; step <= 12; step += 1) {
    const angle = (step / 12) * (Math.PI / 2);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    arc.push([x0 + dx * c - dy * s, y0 + dx * s + dy * c]);
  }
  const main = kind === "entrance";
  const leaf = new Style({
    geometry: new LineString([[x0, y0], arc[12]]),
    stroke: new Stroke({ color: ink, width: main ? 3 : 1.8, lineCap: "butt", lineDash: kind === "glazed" ? [4, 2] : undefined }),
    zIndex: 3,
  });
  const swing = new Style({ geometry: new LineString(arc), stroke: new Stroke({ color: palette.inkSoft, width: 0.9 }), zIndex: 2 });
  return [gap, threshold, swing, leaf];
}

/** Trees and hedges: a crown outline with a stem, or a planted area. */
export function vegetationStyles(feature: FeatureLike, resolution: number, palette: Palette): Style[] {
  const geometry = (feature as Feature<Geometry>).getGeometry();
  if (geometry instanceof Point || geometry instanceof MultiPoint) {
    const radius = Math.min(60, Math.max(3, 1.6 / resolution));
    return [
      new Style({
        image: new CircleStyle({
          radius,
          fill: new Fill({ color: palette.plant }),
          stroke: new Stroke({ color: palette.plantEdge, width: 1.2, lineDash: [3, 2] }),
        }),
      }),
      new Style({ image: new CircleStyle({ radius: 1.4, fill: new Fill({ color: palette.plantEdge }) }) }),
    ];
  }
  return [
    new Style({ fill: new Fill({ color: palette.plant }) }),
    new Style({
      fill: new Fill({ color: areaFill("dots", palette.plantEdge, 0) }),
      stroke: new Stroke({ color: palette.plantEdge, width: 1.1, lineDash: [4, 2] }),
    }),
  ];
}

/** Where a label or a badge stands: inside an area, at the middle of a line. */
export function labelPoint(geometry: Geometry): Point | MultiPoint {
  if (geometry instanceof Polygon) return new Point(geometry.getInteriorPoint().getFirstCoordinate().slice(0, 2));
  if (geometry instanceof MultiPolygon) {
    const largest = geometry.getPolygons().reduce((a, b) => (b.getArea() > a.getArea() ? b : a));
    return new Point(largest.getInteriorPoint().getFirstCoordinate().slice(0, 2));
  }
  if (geometry instanceof LineString) return new Point(geometry.getCoordinateAt(0.5));
  if (geometry instanceof Point || geometry instanceof MultiPoint) return geometry;
  const [west, south, east, north] = geometry.getExtent();
  return new Point([(west + east) / 2, (south + north) / 2]);
}

export function textStyle(
  text: string,
  palette: Palette,
  options: { size?: number; weight?: number; offsetY?: number; italic?: boolean; soft?: boolean; gap?: number; align?: CanvasTextAlign; offsetX?: number; z?: number } = {},
): Style {
  const { size = 12, weight = 600, offsetY = 0, offsetX = 0, gap = 2 } = options;
  return new Style({
    text: new Text({
      text,
      font: `${options.italic ? "italic " : ""}${weight} ${size}px ${palette.font}`,
      fill: new Fill({ color: options.soft ? palette.inkSoft : palette.ink }),
      stroke: new Stroke({ color: palette.halo, width: 3.5, lineJoin: "round" }),
      offsetY,
      offsetX,
      textAlign: options.align ?? "center",
      overflow: false,
      padding: [gap, gap, gap, gap],
    }),
    zIndex: options.z ?? 50,
  });
}

const ruler = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

/** Width of a line of text at one pixel of font size. */
function unitWidth(text: string, weight: number, palette: Palette): number {
  const key = `${weight} ${palette.font} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 5_000) widths.clear();
    ruler.font = `${weight} 100px ${palette.font}`;
    widths.set(key, (width = ruler.measureText(text).width / 100));
  }
  return width;
}

/** Whether a block of text of the given half width and half height [m] about a point stays inside an area. */
function holds(area: Polygon | MultiPolygon, [x, y]: number[], halfWidth: number, halfHeight: number): boolean {
  return [-1, 0, 1].every((i) => [-1, 1].every((j) => area.intersectsCoordinate([x + i * halfWidth, y + j * halfHeight])));
}

/** A room's name over its area, in the largest size that fits the room; nothing where none does. */
export function roomLabel(geometry: Geometry, label: string, resolution: number, palette: Palette, strong: boolean): Style | null {
  if (!(geometry instanceof Polygon || geometry instanceof MultiPolygon)) return null;
  const lines = label.split("\n");
  const weight = strong ? 700 : 450;
  const width = Math.max(...lines.map((row) => unitWidth(row, weight, palette)));
  const anchor = labelPoint(geometry);
  const middle = anchor.getFirstCoordinate();
  for (let size = strong ? 13.5 : 12; size >= 8; size -= 0.5) {
    if (!holds(geometry, middle, (width / 2) * size * resolution * 1.08, lines.length * 0.62 * size * resolution)) continue;
    const style = textStyle(label, palette, { size, weight, gap: -2, soft: !strong, z: strong ? 60 : 50 });
    style.setGeometry(anchor);
    return style;
  }
  return null;
}
