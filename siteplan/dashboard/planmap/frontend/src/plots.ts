// Candidate plots: area filled by score class, and a disc with the rank that stays readable at every scale.
import type Feature from "ol/Feature.js";
import type { FeatureLike } from "ol/Feature.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { OverlayData, ScoreClass, Theme } from "./contract.js";
import { labelPoint, textStyle } from "./drawing.js";
import { areaFill, badgeIcon, faded, luminanceOf } from "./marks.js";
import type { Palette } from "./palette.js";

export function scoreClass(theme: Theme, key: string | null): ScoreClass {
  return theme.scores.find((entry) => entry.key === key) ?? theme.scores[theme.scores.length - 1];
}

export function scoreFill(entry: ScoreClass, palette: Palette, opacity: number): string | CanvasPattern {
  const color = palette.dark ? entry.color.dark : entry.color.light;
  return entry.pattern === "plain" ? faded(color, opacity) : areaFill(entry.pattern, color, 0.12);
}

export function plotStyles(
  feature: Feature, theme: Theme, palette: Palette, overlay: OverlayData | null,
): Style[] {
  const id = feature.getId() as string | undefined;
  const kind = (id !== undefined && overlay?.kinds[id]) || (feature.get("kind") as string | null);
  const badge = id === undefined ? undefined : overlay?.badges[id];
  const selected = id !== undefined && overlay?.selected === id;
  const entry = scoreClass(theme, kind);
  const color = palette.dark ? entry.color.dark : entry.color.light;
  const geometry = feature.getGeometry()!;
  const styles = [
    new Style({ fill: new Fill({ color: scoreFill(entry, palette, 0.72) }), stroke: new Stroke({ color: palette.paper, width: selected ? 7 : 4 }), zIndex: 10 }),
    new Style({ stroke: new Stroke({ color: palette.ink, width: selected ? 3.2 : 1.5, lineDash: entry.key === "excluded" ? [6, 4] : undefined }), zIndex: 11 }),
  ];
  const anchor = labelPoint(geometry);
  const z = selected ? 900 : 100;
  if (badge !== undefined) {
    const plain = entry.pattern === "plain";
    const ink = plain && luminanceOf(color) < 0.45 ? "#ffffff" : plain ? "#1c2024" : palette.ink;
    const fill = plain ? color : areaFill(entry.pattern, color, 0.1);
    styles.push(new Style({ geometry: anchor, image: badgeIcon(badge, fill, ink, palette, selected), zIndex: z }));
  }
  return styles;
}

/** A class of a heat map: its cells as one area without an outline, pale enough that paths and furniture show through. */
export function heatStyles(feature: FeatureLike, theme: Theme, palette: Palette): Style[] {
  const entry = scoreClass(theme, feature.get("kind") as string | null);
  return [new Style({ fill: new Fill({ color: scoreFill(entry, palette, 0.82) }) })];
}

/** The plot's name, in a layer that keeps labels apart. */
export function plotLabel(feature: Feature, resolution: number, palette: Palette, overlay: OverlayData | null): Style | undefined {
  const label = feature.get("label") as string | null;
  if (!label || resolution > 60) return undefined;
  const id = feature.getId() as string | undefined;
  const selected = id !== undefined && overlay?.selected === id;
  const badge = id !== undefined && overlay?.badges[id] !== undefined;
  const style = textStyle(label, palette, { size: 12.5, weight: selected ? 700 : 600, offsetY: badge ? 25 : 0, z: selected ? 900 : 100 });
  style.setGeometry(labelPoint(feature.getGeometry()!));
  return style;
}
