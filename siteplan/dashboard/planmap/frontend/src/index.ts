// Entry for Streamlit. One bundle, mounted twice: bytes carry the scene and make the map; JSON carries the overlay,
// which finds its map here by name; two tiny mounts more carry the score of a map that is edited. Streamlit calls again on every rerun and cleans up only when a mount goes away.
import type { LiveData, OverlayData, ScoreData } from "./contract.js";
import { splitMessage, unpackScene } from "./decode.js";
import { PlanMap } from "./planmap.js";

interface Call {
  data: Uint8Array | OverlayData | ScoreData | LiveData | null;
  parentElement: (HTMLElement | ShadowRoot) & ParentNode;
  setTriggerValue: (name: string, value: unknown) => void;
  setStateValue: (name: string, value: unknown) => void;
}

const mounted = new WeakMap<Node, PlanMap>();
const maps = new Map<string, PlanMap>();
const overlays = new Map<string, OverlayData>();
const scores = new Map<string, ScoreData>();
const lives = new Map<string, LiveData>();

export default function planMap({ data, parentElement, setTriggerValue, setStateValue }: Call): () => void {
  if (data === null) return () => undefined;
  if (!(data instanceof Uint8Array) && "live" in data) {
    lives.set(data.map, data);
    maps.get(data.map)?.live(data);
    return () => undefined;
  }
  if (!(data instanceof Uint8Array) && "score" in data) {
    scores.set(data.map, data);
    maps.get(data.map)?.score(data);
    return () => undefined;
  }
  if (!(data instanceof Uint8Array)) {
    overlays.set(data.map, data);
    maps.get(data.map)?.apply(data);
    return () => undefined;
  }
  const { header, packed } = splitMessage(data);
  let map = mounted.get(parentElement);
  if (!map) {
    map = new PlanMap(parentElement);
    mounted.set(parentElement, map);
  }
  const own = map;
  maps.set(header.map, own);
  void own
    .mount(header, () => unpackScene(packed), { clicked: (id) => setTriggerValue("clicked", id), state: setStateValue })
    .then(() => {
      own.apply(overlays.get(header.map) ?? null);
      own.live(lives.get(header.map) ?? null);
      own.score(scores.get(header.map) ?? null);
    })
    .catch((error: unknown) => console.error("plan map:", error));
  return () => {
    mounted.delete(parentElement);
    if (maps.get(header.map) === own) {
      maps.delete(header.map);
      overlays.delete(header.map);
      scores.delete(header.map);
      lives.delete(header.map);
    }
    own.dispose();
  };
}
