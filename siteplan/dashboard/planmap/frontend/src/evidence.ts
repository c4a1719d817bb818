// Evidence: what caused a result. Each role has its own line, end, hatch or marker besides its colour.
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { EvidenceData, RoleStyle, Theme } from "./contract.js";
import { toGeometry } from "./decode.js";
import { labelPoint, textStyle } from "./drawing.js";
import { areaFill, endIcon, markerIcon, outcomeIcon } from "./marks.js";
import type { Palette } from "./palette.js";

export function roleStyle(theme: Theme, role: string): RoleStyle {
  return theme.roles[role] ?? theme.roles.other;
}

export function evidenceFeatures(evidence: EvidenceData[], origin: [number, number]): Feature[] {
  return evidence.flatMap((item) =>
    item.shapes.map((shape, part) => {
      const feature = new Feature(toGeometry(shape, origin));
      feature.setProperties({ item, first: part === 0 }, true);
      return feature;
    }),
  );
}

/** Areas lie lowest, then lines, then points, so that nothing hides what it is about. */
function order(geometry: Geometry): number {
  if (geometry instanceof Polygon || geometry instanceof MultiPolygon) return 100;
  return geometry instanceof Point || geometry instanceof MultiPoint ? 300 : 200;
}

function lineEnds(geometry: LineString, role: RoleStyle, color: string, palette: Palette): Style[] {
  if (role.end === "none") return [];
  const points = geometry.getCoordinates();
  const heading = (from: number[], to: number[]): number => -Math.atan2(to[1] - from[1], to[0] - from[0]);
  const last = points.length - 1;
  const ends = [new Style({
    geometry: new Point(points[last]),
    image: endIcon(role.end, color, palette, role.end === "cross" ? 0 : heading(points[last - 1], points[last])),
    zIndex: 260,
  })];
  if (role.end === "ticks") {
    ends.push(new Style({ geometry: new Point(points[0]), image: endIcon("ticks", color, palette, heading(points[0], points[1])), zIndex: 260 }));
  }
  return ends;
}

export function roleStyles(geometry: Geometry, role: RoleStyle, palette: Palette, size = 24): Style[] {
  const color = palette.dark ? role.color.dark : role.color.light;
  const base = order(geometry);
  if (base === 300) {
    const marker = role.marker === "none" ? "circle" : role.marker;
    return [new Style({ geometry, image: markerIcon(marker, color, palette, marker === "pin" && size > 20 ? 32 : size), zIndex: base })];
  }
  const stroke = new Stroke({ color, width: role.width, lineDash: role.dash, lineCap: role.dash.length ? "butt" : "round", lineJoin: "round" });
  if (base === 100) {
    const fill = new Fill({ color: areaFill(role.pattern, color) });
    return [new Style({ geometry, fill, stroke: new Stroke({ color, width: Math.min(role.width, 2.4), lineDash: role.dash, lineCap: "butt" }), zIndex: base })];
  }
  const styles = [new Style({ geometry, stroke, zIndex: base + 1 })];
  if (role.casing) styles.unshift(new Style({ geometry, stroke: new Stroke({ color: palette.paper, width: role.width + 3.5, lineCap: "round", lineJoin: "round" }), zIndex: base }));
  const lines = geometry instanceof LineString ? [geometry] : geometry instanceof MultiLineString ? geometry.getLineStrings() : [];
  for (const part of lines) styles.push(...lineEnds(part, role, color, palette));
  if (role.marker_on_lines && role.marker !== "none") {
    styles.push(new Style({ geometry: labelPoint(geometry), image: markerIcon(role.marker, color, palette, 20), zIndex: 280 }));
  }
  return styles;
}

export function evidenceStyle(feature: Feature, theme: Theme, palette: Palette): Style[] {
  const geometry = feature.getGeometry()!;
  const item = feature.get("item") as EvidenceData;
  const styles = roleStyles(geometry, roleStyle(theme, item.role), palette);
  if (!feature.get("first")) return styles;
  const anchor = labelPoint(geometry);
  const mark = item.outcome === undefined ? undefined : theme.outcomes[item.outcome];
  const point = geometry instanceof Point;
  if (mark) styles.push(new Style({ geometry: anchor, image: outcomeIcon(mark, palette, 20, point ? [-0.25, -0.1] : [0.5, 0.5]), zIndex: 400 }));
  return styles;
}

/** Labels stand clear of the line, marker or outcome that they belong to. */
function labelOffset(geometry: Geometry, item: EvidenceData, theme: Theme): number {
  if (geometry instanceof Polygon || geometry instanceof MultiPolygon) return item.outcome === undefined ? 0 : -20;
  if (geometry instanceof Point) return roleStyle(theme, item.role).marker === "pin" ? -38 : -21;
  return -20;
}

/** The label of an item, in a layer of its own that keeps labels apart. */
export function evidenceLabel(feature: Feature, theme: Theme, palette: Palette): Style | undefined {
  const item = feature.get("item") as EvidenceData;
  if (!item.label || !feature.get("first")) return undefined;
  const geometry = feature.getGeometry()!;
  const style = textStyle(item.label, palette, { size: 13, weight: 700, offsetY: labelOffset(geometry, item, theme), z: 500 });
  style.setGeometry(labelPoint(geometry));
  return style;
}
