// From the layers of a scene to OpenLayers layers: background as cheap images, drawing and plots as live vectors.
import Feature from "ol/Feature.js";
import type { FeatureLike } from "ol/Feature.js";
import type BaseLayer from "ol/layer/Base.js";
import VectorImageLayer from "ol/layer/VectorImage.js";
import VectorLayer from "ol/layer/Vector.js";
import GeometryCollection from "ol/geom/GeometryCollection.js";
import type Geometry from "ol/geom/Geometry.js";
import type RenderFeature from "ol/render/Feature.js";
import VectorSource from "ol/source/Vector.js";
import type Style from "ol/style/Style.js";
import type { LayerData, OverlayData, SceneData, Theme } from "./contract.js";
import { toGeometry, toRenderFeatures } from "./decode.js";
import { doorStyles, roomLabel, textStyle, labelPoint, vegetationStyles } from "./drawing.js";
import type { Palette } from "./palette.js";
import { heatStyles, plotLabel, plotStyles } from "./plots.js";
import { RECIPES } from "./recipes.js";

/** What styles need to know and what changes while the scene stays. */
export interface Look {
  palette: Palette;
  theme: Theme;
  overlay: OverlayData | null;
}

const LIVE = new Set(["plot", "door", "vegetation", "heat"]);
const ROOM_LIKE = new Set(["space", "unit", "outdoor", "neighbour", "connector"]);

/** Recipes depend only on kind and resolution, so one set of styles serves all features of a kind. */
function recipeStyle(style: string, look: Look): (feature: FeatureLike, resolution: number) => Style[] {
  const recipe = RECIPES[style];
  if (!recipe) console.error(`plan map: no drawing for style "${style}"`);
  const made = new Map<string | null, Style[]>();
  let madeAt = -1;
  let madeOn: Palette | null = null;
  return (feature, resolution) => {
    if (resolution !== madeAt || look.palette !== madeOn) {
      made.clear();
      madeAt = resolution;
      madeOn = look.palette;
    }
    const kind = (feature.get("kind") as string | null) ?? null;
    let styles = made.get(kind);
    if (styles === undefined) made.set(kind, (styles = recipe ? recipe(kind, resolution, look.palette) : []));
    return styles;
  };
}

/** Buildings that would cover less than a pixel or so are left out until one zooms in. */
function largeEnough(style: (feature: FeatureLike, resolution: number) => Style[]) {
  return (feature: FeatureLike, resolution: number): Style[] => {
    const [west, south, east, north] = feature.getGeometry()!.getExtent();
    return (east - west) * (north - south) < 1.5 * resolution * resolution ? [] : style(feature, resolution);
  };
}

function background(data: LayerData, scene: SceneData, look: Look): BaseLayer {
  const features: RenderFeature[] = [];
  data.shapes.forEach((shapes, index) => {
    const properties = { kind: data.kinds?.[index] ?? null };
    for (const shape of shapes) features.push(...toRenderFeatures(shape, scene.origin, properties));
  });
  const source = new VectorSource<RenderFeature>({ features, overlaps: data.style !== "building" });
  const style = recipeStyle(data.style, look);
  const options = { source, style: data.style === "building" ? largeEnough(style) : style };
  // A picture that is moved while one pans keeps ten thousand buildings fluent; small layers are drawn directly.
  return features.length > 400 ? new VectorImageLayer({ ...options, imageRatio: 1.4 }) : new VectorLayer({ ...options, updateWhileInteracting: true });
}

function featuresOf(data: LayerData, scene: SceneData): Feature[] {
  return data.shapes.map((shapes, index) => {
    const parts = shapes.map((shape) => toGeometry(shape, scene.origin));
    const feature = new Feature<Geometry>(parts.length === 1 ? parts[0] : new GeometryCollection(parts));
    const id = data.ids?.[index];
    if (id != null) feature.setId(id);
    feature.setProperties({
      style: data.style, kind: data.kinds?.[index] ?? null, label: data.labels?.[index] ?? null, title: data.titles?.[index] ?? null,
      selectable: data.selectable === true && id != null,
    }, true);
    return feature;
  });
}

function liveStyle(data: LayerData, look: Look): (feature: FeatureLike, resolution: number) => Style[] {
  if (data.style === "plot") return (feature) => plotStyles(feature as Feature, look.theme, look.palette, look.overlay);
  if (data.style === "heat") return (feature) => heatStyles(feature, look.theme, look.palette);
  if (data.style === "door") return (feature, resolution) => doorStyles(feature, feature.get("kind") as string | null, resolution, look.palette);
  if (data.style === "vegetation") return (feature, resolution) => vegetationStyles(feature, resolution, look.palette);
  return recipeStyle(data.style, look);
}

function labelStyle(data: LayerData, look: Look): (feature: FeatureLike, resolution: number) => Style | undefined {
  return (feature, resolution) => {
    const item = feature as Feature;
    if (data.style === "plot") return plotLabel(item, resolution, look.palette, look.overlay);
    const label = item.get("label") as string | null;
    if (!label) return undefined;
    const geometry = item.getGeometry()!;
    if (ROOM_LIKE.has(data.style)) return roomLabel(geometry, label, resolution, look.palette, data.style === "unit") ?? undefined;
    if (resolution > 3) return undefined;
    const style = textStyle(label, look.palette, { size: 11.5, weight: 500, offsetY: 17, soft: true });
    style.setGeometry(labelPoint(geometry));
    return style;
  };
}

/** The layers of one scene layer, lowest first: its shapes, and its labels above everything drawn. */
export function layersOf(data: LayerData, scene: SceneData, look: Look, position: number): BaseLayer[] {
  const plain = !data.selectable && !data.labels && !data.titles && !LIVE.has(data.style);
  if (plain) {
    const layer = background(data, scene, look);
    layer.setZIndex(position);
    return [layer];
  }
  const source = new VectorSource({ features: featuresOf(data, scene) });
  const shapes = new VectorLayer({ source, style: liveStyle(data, look), zIndex: position, updateWhileInteracting: true });
  shapes.set("pickable", true);
  if (!data.labels) return [shapes];
  const labels = new VectorLayer({ source, style: labelStyle(data, look), zIndex: 10_000 + position, declutter: "labels", updateWhileInteracting: true });
  labels.set("pickable", true);
  return [shapes, labels];
}
