// How the editor shows what is held, its handles, what it snaps to, and what is about to be put down.
import type { FeatureLike } from "ol/Feature.js";
import Point from "ol/geom/Point.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import RegularShape from "ol/style/RegularShape.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Look } from "./layers.js";

const COARSE = globalThis.matchMedia("(pointer: coarse)").matches;
export const HANDLE = COARSE ? 15 : 9;
export const REACH = COARSE ? 22 : 12; // pixels within which a handle is taken hold of

/** Roles of editor features: held, stem, turn, corner, side, snap, ghost. */
export function editorStyle(feature: FeatureLike, look: Look): Style[] {
  const { palette } = look;
  const role = feature.get("role") as string;
  const accent = new Stroke({ color: palette.accent, width: 2.6 });
  const casing = new Stroke({ color: palette.halo, width: 5 });
  const paper = new Fill({ color: palette.paper });
  const point = feature.getGeometry() instanceof Point;
  if (role === "stem") return [new Style({ stroke: casing }), new Style({ stroke: new Stroke({ color: palette.accent, width: 1.6, lineDash: [4, 3] }) })];
  if (role === "turn") {
    return [
      new Style({ image: new CircleStyle({ radius: HANDLE + 1, fill: paper, stroke: accent }), zIndex: 9 }),
      new Style({ image: new CircleStyle({ radius: 3, fill: new Fill({ color: palette.accent }) }), zIndex: 10 }),
    ];
  }
  if (role === "corner") return [new Style({ image: new RegularShape({ points: 4, radius: HANDLE, angle: Math.PI / 4, fill: paper, stroke: new Stroke({ color: palette.accent, width: 2 }) }), zIndex: 8 })];
  if (role === "side") return [new Style({ image: new RegularShape({ points: 4, radius: HANDLE * 0.85, fill: new Fill({ color: palette.accent }), stroke: new Stroke({ color: palette.paper, width: 1.5 }) }), zIndex: 7 })];
  if (role === "snap") return [new Style({ image: new CircleStyle({ radius: 6, stroke: new Stroke({ color: palette.ink, width: 2 }) }), zIndex: 11 })];
  const dash = role === "ghost" ? [7, 4] : undefined;
  const stroke = new Stroke({ color: palette.accent, width: 2.6, lineDash: dash });
  const fill = new Fill({ color: "rgba(90,140,200,0.14)" });
  if (point) return [new Style({ image: new CircleStyle({ radius: 15, stroke: casing }) }), new Style({ image: new CircleStyle({ radius: 15, stroke, fill }) })];
  return [new Style({ stroke: casing }), new Style({ stroke, fill })];
}
