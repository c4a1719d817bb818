// Hover and selection outlines for anything but plots, which carry their selection themselves.
import type Feature from "ol/Feature.js";
import type { FeatureLike } from "ol/Feature.js";
import Point from "ol/geom/Point.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Look } from "./layers.js";

export type Highlight = VectorLayer<VectorSource<Feature>>;

export function highlightLayer(look: Look): Highlight {
  const style = (feature: FeatureLike): Style[] => {
    const hover = feature.get("hover") === true;
    const width = hover ? 2.2 : 3.4;
    const stroke = new Stroke({ color: hover ? look.palette.ink : look.palette.accent, width });
    const casing = new Stroke({ color: look.palette.halo, width: width + 2 });
    const ring = (edge: Stroke): CircleStyle => new CircleStyle({ radius: 15, stroke: edge });
    const point = feature.getGeometry() instanceof Point;
    return [
      new Style({ stroke: casing, image: point ? ring(casing) : undefined }),
      new Style({ stroke, image: point ? ring(stroke) : undefined, fill: new Fill({ color: hover ? "rgba(127,127,127,0.10)" : "rgba(127,127,127,0.04)" }) }),
    ];
  };
  return new VectorLayer({ source: new VectorSource<Feature>(), style, zIndex: 4_000, updateWhileInteracting: true, updateWhileAnimating: true });
}

export function setHighlight(layer: Highlight, features: { feature: Feature; hover: boolean }[]): void {
  const source = layer.getSource()!;
  source.clear(true);
  source.addFeatures(features.map(({ feature, hover }) => {
    const copy = feature.clone();
    copy.set("hover", hover, true);
    return copy;
  }));
}
