// Moving shapes about, and what they snap to. Everything in the plan's own metres.
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";

export type XY = [number, number];
export type Segment = [XY, XY];

/** An affine map of the plane: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = [number, number, number, number, number, number];

export const shift = (dx: number, dy: number): Affine => [1, 0, dx, 0, 1, dy];

export function rotation(degrees: number, about: XY): Affine {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [cos, -sin, about[0] - cos * about[0] + sin * about[1], sin, cos, about[1] - sin * about[0] - cos * about[1]];
}

export function reflection(axisDegrees: number, about: XY): Affine {
  const [cos, sin] = [Math.cos((axisDegrees * Math.PI) / 90), Math.sin((axisDegrees * Math.PI) / 90)];
  return [cos, sin, about[0] - cos * about[0] - sin * about[1], sin, -cos, about[1] - sin * about[0] + cos * about[1]];
}

export function apply([a, b, c, d, e, f]: Affine, [x, y]: XY): XY {
  return [a * x + b * y + c, d * x + e * y + f];
}

export function transformed(geometry: Geometry, map: Affine): Geometry {
  const copy = geometry.clone();
  copy.applyTransform((input, output, stride = 2) => {
    const out = output ?? input;
    for (let i = 0; i < input.length; i += stride) [out[i], out[i + 1]] = apply(map, [input[i], input[i + 1]]);
    return out;
  });
  return copy;
}

/** Corners and straight sides of a shape. */
export function outline(geometry: Geometry): { points: XY[]; edges: Segment[] } {
  const runs: XY[][] =
    geometry instanceof Polygon ? (geometry.getCoordinates() as XY[][])
      : geometry instanceof MultiPolygon ? (geometry.getCoordinates() as XY[][][]).flat()
        : geometry instanceof LineString ? [geometry.getCoordinates() as XY[]]
          : geometry instanceof Point ? [[geometry.getCoordinates() as XY]]
            : [];
  const edges = runs.flatMap((run) => run.slice(1).map((end, at): Segment => [run[at], end]));
  return { points: runs.flat(), edges };
}

export function nearestOn([a, b]: Segment, [x, y]: XY): XY {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const share = Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1)));
  return [a[0] + share * dx, a[1] + share * dy];
}

export const distance = (a: XY, b: XY): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** What stands still and can be snapped to. */
export interface Still {
  points: XY[];
  edges: Segment[];
}

/** A way (dx, dy) corrected so that a moving corner meets a still one, or a still side, or the grid. */
export function snapWay(moving: XY[], still: Still, way: XY, reach: number, grid: number): { way: XY; at: XY | null } {
  let best = reach;
  let found: { way: XY; at: XY } | null = null;
  for (const [x, y] of moving) {
    const now: XY = [x + way[0], y + way[1]];
    for (const point of still.points) {
      const apart = distance(point, now);
      if (apart < best) [best, found] = [apart, { way: [point[0] - x, point[1] - y], at: point }];
    }
  }
  if (found) return found;
  for (const [x, y] of moving) {
    const now: XY = [x + way[0], y + way[1]];
    for (const edge of still.edges) {
      const point = nearestOn(edge, now);
      const apart = distance(point, now);
      if (apart < best) [best, found] = [apart, { way: [point[0] - x, point[1] - y], at: point }];
    }
  }
  if (found) return found;
  return { way: [Math.round(way[0] / grid) * grid, Math.round(way[1] / grid) * grid], at: null };
}

/** A turn corrected so that the thing stands parallel or square to something, else to whole degrees. */
export function snapTurn(angle: number, turn: number, others: number[], reach = 3): number {
  let best = reach;
  let found = Math.round(turn);
  for (const other of others) {
    const off = ((((angle + turn - other) % 90) + 135) % 90) - 45;
    if (Math.abs(off) < best) [best, found] = [Math.abs(off), turn - off];
  }
  return found;
}

/** Where an opening of a width slides to: on the nearest side that can hold it. */
export function seat(edges: Segment[], at: XY, width: number): Segment | null {
  let best = Infinity;
  let found: Segment | null = null;
  for (const edge of edges) {
    const length = distance(edge[0], edge[1]);
    if (length < width + 0.1) continue;
    const [ux, uy] = [(edge[1][0] - edge[0][0]) / length, (edge[1][1] - edge[0][1]) / length];
    const along = (at[0] - edge[0][0]) * ux + (at[1] - edge[0][1]) * uy;
    const held = Math.min(length - width / 2 - 0.05, Math.max(width / 2 + 0.05, along));
    const middle: XY = [edge[0][0] + ux * held, edge[0][1] + uy * held];
    const apart = distance(middle, at);
    if (apart >= best) continue;
    best = apart;
    found = [[middle[0] - (ux * width) / 2, middle[1] - (uy * width) / 2], [middle[0] + (ux * width) / 2, middle[1] + (uy * width) / 2]];
  }
  return best <= 3 ? found : null;
}
