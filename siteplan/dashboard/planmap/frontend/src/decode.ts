// From the compact arrays of the message to OpenLayers geometry.
import LineString from "ol/geom/LineString.js";
import MultiLineString from "ol/geom/MultiLineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import type Geometry from "ol/geom/Geometry.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import RenderFeature from "ol/render/Feature.js";
import type { MountHeader, Ring, SceneData, Shape } from "./contract.js";

type Origin = [number, number];

/** The header line of a scene message, and the packed scene behind it. */
export function splitMessage(bytes: Uint8Array): { header: MountHeader; packed: Uint8Array<ArrayBuffer> } {
  const end = bytes.indexOf(10);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as MountHeader;
  return { header, packed: bytes.slice(end + 1) };
}

export async function unpackScene(packed: Uint8Array<ArrayBuffer>): Promise<SceneData> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(stream).json()) as SceneData;
}

function appendRing(flat: number[], ring: Ring, origin: Origin): number {
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    x += ring[i];
    y += ring[i + 1];
    flat.push(origin[0] + x / 100, origin[1] + y / 100);
  }
  return flat.length;
}

export function toGeometry(shape: Shape, origin: Origin): Geometry {
  const flat: number[] = [];
  if (shape[0] === 0) {
    appendRing(flat, shape[1], origin);
    return flat.length === 2 ? new Point(flat) : new MultiPoint(flat, "XY");
  }
  if (shape[0] === 1) {
    const ends = (shape.slice(1) as Ring[]).map((ring) => appendRing(flat, ring, origin));
    return ends.length === 1 ? new LineString(flat, "XY") : new MultiLineString(flat, "XY", ends);
  }
  const polygons = shape.slice(1) as Ring[][];
  const endss = polygons.map((rings) => rings.map((ring) => appendRing(flat, ring, origin)));
  return endss.length === 1 ? new Polygon(flat, "XY", endss[0]) : new MultiPolygon(flat, "XY", endss);
}

/** Background that nobody clicks: light read-only features, one per simple part. */
export function toRenderFeatures(shape: Shape, origin: Origin, properties: { kind: string | null }): RenderFeature[] {
  if (shape[0] === 0) {
    const flat: number[] = [];
    appendRing(flat, shape[1], origin);
    return [new RenderFeature(flat.length === 2 ? "Point" : "MultiPoint", flat, [], 2, properties, undefined)];
  }
  const parts = shape[0] === 1 ? (shape.slice(1) as Ring[]).map((ring) => [ring]) : (shape.slice(1) as Ring[][]);
  return parts.map((rings) => {
    const flat: number[] = [];
    const ends = rings.map((ring) => appendRing(flat, ring, origin));
    return new RenderFeature(shape[0] === 1 ? "LineString" : "Polygon", flat, ends, 2, properties, undefined);
  });
}
