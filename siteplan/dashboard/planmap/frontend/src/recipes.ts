// How each kind of thing is drawn, at a given resolution [metres per pixel]. Recipes know no map and no message.
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { areaFill, faded, markerIcon } from "./marks.js";
import type { FeatureLike } from "ol/Feature.js";
import { roomFill, type Palette } from "./palette.js";

export type Recipe = (kind: string | null, resolution: number, palette: Palette) => Style[];

/** A width in metres as pixels, kept between two sizes that can be seen and do not smother. */
function pixels(metres: number, resolution: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, metres / resolution));
}

function area(fill: string | CanvasPattern, edge?: string, width = 0.8, dash?: number[]): Style {
  return new Style({
    fill: new Fill({ color: fill }),
    stroke: edge ? new Stroke({ color: edge, width, lineDash: dash, lineJoin: "miter" }) : undefined,
  });
}

function line(color: string, width: number, options: { dash?: number[]; cap?: CanvasLineCap; z?: number } = {}): Style {
  return new Style({
    stroke: new Stroke({ color, width, lineDash: options.dash, lineCap: options.cap ?? "round", lineJoin: "round" }),
    zIndex: options.z ?? 0,
  });
}

/** Lines and areas of one layer may be drawn apart; a style made with one of these leaves the others alone. */
function only(type: "Line" | "Polygon", style: Style): Style {
  style.setGeometry((feature: FeatureLike) => {
    const geometry = feature.getGeometry();
    return geometry && geometry.getType().includes(type) ? geometry : undefined;
  });
  return style;
}

// --- the town --------------------------------------------------------------------------------------------------

/** Carriageway width [m], least and most pixels, order of drawing, coarsest resolution [m/px] at which it is shown. */
const STREETS: Record<string, [number, number, number, number, number]> = {
  motorway: [16, 3.2, 26, 9, 400],
  trunk: [13, 2.8, 24, 8, 400],
  primary: [11, 2.6, 22, 7, 200],
  secondary: [9, 2.2, 20, 6, 100],
  tertiary: [8, 1.8, 18, 5, 60],
  residential: [6, 1.1, 16, 4, 14],
  unclassified: [6, 1.1, 16, 4, 20],
  living_street: [5, 1, 14, 4, 12],
  pedestrian: [5, 1, 14, 3, 12],
  service: [3.5, 0.8, 10, 3, 7],
};
const FOOTWAYS = new Set(["footway", "path", "cycleway", "track", "bridleway", "corridor"]);

const street: Recipe = (kind, resolution, palette) => {
  const name = (kind ?? "unclassified").replace(/_link$/, "");
  if (name === "steps") {
    if (resolution > 3) return [];
    const width = pixels(2.5, resolution, 4, 9);
    return [line(palette.paper, width + 1.5, { cap: "butt" }), line(palette.footpath, width, { dash: [1.6, 1.8], cap: "butt", z: 1 })];
  }
  if (FOOTWAYS.has(name)) {
    if (resolution > 5.5) return [];
    const width = pixels(1.2, resolution, resolution > 2.5 ? 0.8 : 1.2, 3);
    const path = line(palette.footpath, width, { dash: [width * 2.6, width * 2.2], cap: "butt", z: 2 });
    return resolution > 2.5 ? [path] : [line(palette.paper, width + 2.2, { z: 1 }), path];
  }
  const [metres, least, most, order, coarsest] = STREETS[name] ?? STREETS.unclassified;
  if (resolution > coarsest) return [];
  const width = pixels(metres, resolution, least, most);
  const main = order >= 6;
  if (resolution > (main ? 25 : 9)) return [line(palette.streetEdge, Math.max(0.8, width * (main ? 0.8 : 0.7)), { z: order })];
  return [
    line(palette.streetEdge, width + 1.8, { z: order }),
    line(main ? palette.streetMain : palette.street, width, { z: 20 + order }),
  ];
};

const SIDE_TRACKS = new Set(["yard", "siding", "spur", "crossover"]);

const railway: Recipe = (kind, resolution, palette) => {
  if (resolution > (SIDE_TRACKS.has(kind ?? "") ? 3 : 60)) return [];
  const width = pixels(2.4, resolution, 1.6, 5);
  if (resolution > 8) return [line(palette.rail, 1.2, { cap: "butt" })];
  return [
    line(palette.rail, width, { cap: "butt" }),
    line(palette.paper, width - 1, { dash: [width * 2.2, width * 2.2], cap: "butt", z: 1 }),
  ];
};

const building: Recipe = (_kind, resolution, palette) => [
  resolution > 2.5 ? area(palette.building) : area(palette.building, palette.buildingEdge, resolution < 0.6 ? 1 : 0.6),
];

const water: Recipe = (_kind, _resolution, palette) => [
  new Style({ fill: new Fill({ color: palette.water }), stroke: new Stroke({ color: palette.waterEdge, width: 0.9 }) }),
];

const green: Recipe = (kind, _resolution, palette) => [
  area(kind === "forest" || kind === "wood" ? palette.forest : palette.green),
];

const landuse: Recipe = (_kind, _resolution, palette) => [area(palette.ground)];

const boundary: Recipe = (_kind, _resolution, palette) => [
  new Style({ stroke: new Stroke({ color: palette.inkSoft, width: 1.2, lineDash: [8, 4], lineCap: "butt" }) }),
];

// --- the drawing -----------------------------------------------------------------------------------------------

const plotBoundary: Recipe = (_kind, _resolution, palette) => [
  new Style({
    fill: new Fill({ color: faded(palette.ground, 0.75) }),
    stroke: new Stroke({ color: palette.ink, width: 1.6, lineDash: [14, 4, 2.5, 4], lineCap: "butt" }),
  }),
];

const PAVED = new Set(["parking", "bicycle_parking", "waste", "turning_area", "workshop_yard"]);

const outdoor: Recipe = (kind, _resolution, palette) => [
  PAVED.has(kind ?? "")
    ? area(palette.paving, palette.pavingEdge)
    : area(kind === "court" || kind === "gathering" ? palette.ground : palette.green, palette.plantEdge, 0.8, [1.5, 3]),
];

const path: Recipe = (_kind, resolution, palette) => {
  const width = pixels(1.8, resolution, 2, 60);
  return [
    only("Polygon", area(palette.paving, palette.pavingEdge)),
    only("Line", line(palette.pavingEdge, width + 1.4, { cap: "butt" })),
    only("Line", line(palette.paving, width, { cap: "butt", z: 1 })),
  ];
};

const space: Recipe = (kind, _resolution, palette) => [area(roomFill(palette, kind), palette.roomEdge, 0.9)];

const unit: Recipe = (_kind, resolution, palette) => [
  new Style({
    fill: new Fill({ color: "rgba(0,0,0,0.001)" }),
    stroke: new Stroke({ color: palette.ink, width: pixels(0.1, resolution, 1.2, 3), lineJoin: "miter" }),
  }),
];

const WALL_M = 0.2;

const wall: Recipe = (_kind, resolution, palette) => [
  only("Polygon", area(palette.wall, palette.wall, 0.8)),
  only("Line", new Style({
    stroke: new Stroke({ color: palette.wall, width: pixels(WALL_M, resolution, 1.8, 22), lineCap: "square", lineJoin: "miter" }),
  })),
];

/** The window symbol: a break in the wall with a pane between two faces. Obscured glass is drawn with a dashed pane. */
const window_: Recipe = (kind, resolution, palette) => {
  const width = pixels(WALL_M, resolution, 3.4, 24) + 0.6;
  return [
    line(palette.wall, width, { cap: "butt" }),
    line(palette.paper, width - 1.8, { cap: "butt", z: 1 }),
    line(palette.wall, 0.9, { cap: "butt", z: 2, dash: kind === "obscured" || kind === "one_way" ? [2, 2] : undefined }),
  ];
};

const obstacle: Recipe = (_kind, resolution, palette) => [
  new Style({
    fill: new Fill({ color: areaFill("hatch", palette.hatch, 0.2) }),
    stroke: new Stroke({ color: palette.inkSoft, width: pixels(0.12, resolution, 1.4, 5), lineCap: "butt" }),
  }),
  only("Line", line(palette.inkSoft, pixels(0.5, resolution, 5, 9), { dash: [1.2, 9], cap: "butt", z: 1 })),
];

const neighbour: Recipe = (_kind, _resolution, palette) => [
  area(palette.building, palette.buildingEdge, 1),
  area(areaFill("hatch", palette.hatch, 0)),
];

const ghost: Recipe = (_kind, _resolution, palette) => [
  new Style({ stroke: new Stroke({ color: palette.inkSoft, width: 1, lineDash: [5, 4], lineCap: "butt" }) }),
];

const connector: Recipe = (kind, _resolution, palette) => [
  area(kind === "lift" ? palette.paper : areaFill(kind === "ramp" ? "dots" : "hatch", palette.inkSoft, 0.05), palette.wall, 1.2),
];

const symbol = (marker: "eye" | "camera" | "lamp"): Recipe => (kind, resolution, palette) => {
  if (resolution > (marker === "eye" ? 1 : 0.3)) return [];
  const size = marker === "eye" ? (kind === "main" ? 26 : 18) : 17;
  return [new Style({ image: markerIcon(marker, palette.ink, palette, size) })];
};

const accessLine: Recipe = (_kind, _resolution, palette) => [
  new Style({
    image: markerIcon("gate", palette.ink, palette, 22),
    stroke: new Stroke({ color: palette.ink, width: 4, lineCap: "butt" }),
  }),
];

/** Door and vegetation need the feature's own geometry and stand in drawing.ts; plot stands in plots.ts. */
export const RECIPES: Record<string, Recipe> = {
  street, railway, building, water, green, landuse, boundary,
  plot_boundary: plotBoundary, outdoor, path, space, unit, wall, window: window_, obstacle, neighbour, ghost, connector,
  viewpoint: symbol("eye"), lamp: symbol("lamp"), camera: symbol("camera"), access: accessLine,
};
