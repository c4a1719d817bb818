// Editing on the plan: what is held is dragged, turned and reshaped here at once; Python is told, and its answer rules.
import Feature from "ol/Feature.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import type OlMap from "ol/Map.js";
import { createEmpty, extend, getCenter, containsExtent } from "ol/extent.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import PointerInteraction from "ol/interaction/Pointer.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Style from "ol/style/Style.js";
import type { Edit, EditorState, LiveData, PaletteItem, ScoreData, Send, TargetData } from "./contract.js";
import { EditPanel } from "./edit_panel.js";
import { apply, distance, outline, reflection, rotation, seat, shift, snapTurn, snapWay, transformed, type Affine, type Segment, type Still, type XY } from "./edit_shapes.js";
import { editorStyle, HANDLE, REACH } from "./edit_styles.js";
import type { Furniture } from "./furniture.js";
import type { Look } from "./layers.js";

const GRID = 0.1;
const NUDGE_WAIT = 300;
const LIVE_EVERY = 200;
const LIVE_PATIENCE = 700;
const LEAST_OPENING = 22; // pixels
const BROAD = new Set(["outdoor", "path", "whole"]); // so large that a drag on them means the map, until they are held

type Gesture =
  | { kind: "move"; from: XY; way: XY }
  | { kind: "turn"; from: number; by: number }
  | { kind: "corner"; index: number; at: XY }
  | { kind: "side"; index: number; from: XY; by: number };

export class Editor {
  private readonly panel: EditPanel;
  private readonly marks = new VectorSource<Feature>();
  private readonly features = new Map<string, Feature[]>();
  private readonly truth = new Map<Feature, Geometry>();
  private state: EditorState | null = null;
  private send: Send;
  private token = "";
  private seq = 0;
  private scored = 0;
  private pending: Edit[] = [];
  private heldId: string | null = null;
  private corner: number | null = null;
  private gesture: Gesture | null = null;
  private still: Still = { points: [], edges: [] };
  private placing: { item: PaletteItem; at: XY | null; angle: number } | null = null;
  private nudge: { way: XY; timer: number } | null = null;
  private live = { number: 0, answered: 0, sentAt: 0, timer: 0 };
  private refusedSeen = 0;
  private holdSeen = 0;

  constructor(private readonly map: OlMap, private readonly parts: Furniture, private readonly look: Look, send: Send) {
    this.send = send;
    this.panel = new EditPanel({
      place: (item) => this.startPlacing(item), hold: (id) => this.hold(id, true), level: (level) => this.send.state("level", level),
      act: (name) => this.act(name), put: (field, value) => this.put(field, value),
      corner: (index) => { this.corner = index; this.draw(); },
    });
    parts.root.before(this.panel.shell);
    this.panel.shell.append(this.panel.above, parts.root, this.panel.below);
    const layer = new VectorLayer({ source: this.marks, style: (feature) => editorStyle(feature, this.look), zIndex: 30_000, updateWhileInteracting: true, updateWhileAnimating: true });
    map.addLayer(layer);
    map.addInteraction(new PointerInteraction({
      handleDownEvent: (event) => this.down(event), handleDragEvent: (event) => this.drag(event), handleUpEvent: () => this.up(), handleMoveEvent: (event) => this.hover(event),
    }));
    map.on("click", (event) => this.click(event));
    map.getView().on("change:resolution", () => this.draw());
    map.on("change:view", () => map.getView().on("change:resolution", () => this.draw()));
    parts.map.addEventListener("keydown", (event) => this.key(event), true);
  }

  // --- what comes from Python ---------------------------------------------------------------------------------------

  /** The present way to send; on another document everything that was going on is dropped. */
  mount(send: Send, header: { token: string; applied: number }, same: boolean): void {
    this.send = send;
    if (header.token !== this.token) {
      this.token = header.token;
      this.seq = this.holdSeen = this.refusedSeen = header.applied;
      this.pending = [];
      this.heldId = null;
    }
    this.acknowledge(header.applied);
    if (same && !this.gesture && this.pending.length === 0 && !this.nudge) this.restore();
  }

  private acknowledge(applied: number): void {
    this.pending = this.pending.filter((edit) => edit.seq > applied);
    this.seq = Math.max(this.seq, applied);
  }

  /** New features stand on the plan: what is still on its way to Python is done to them too. */
  scene(features: Feature[]): void {
    this.features.clear();
    this.truth.clear();
    for (const feature of features) {
      const id = String(feature.getId());
      this.features.set(id, [...(this.features.get(id) ?? []), feature]);
      this.truth.set(feature, feature.getGeometry()!.clone());
    }
    for (const edit of this.pending) this.optimistic(edit);
    if (this.nudge) this.preview(shift(...this.nudge.way));
    if (this.gesture) this.previewGesture();
    this.draw();
  }

  private restore(): void {
    for (const [feature, geometry] of this.truth) {
      feature.setStyle(undefined);
      feature.setGeometry(geometry.clone());
    }
  }

  update(state: EditorState, language: string): void {
    this.state = state;
    if (state.token === this.token) this.acknowledge(state.applied);
    this.panel.show(state, language);
    if (state.hold && state.hold.seq > this.holdSeen && this.pending.length === 0) {
      this.holdSeen = state.hold.seq;
      this.heldId = state.hold.target;
      this.corner = null;
    }
    if (this.heldId !== null && !this.target(this.heldId)) this.heldId = null;
    this.draw();
    this.status();
  }

  score(data: ScoreData["score"]): void {
    this.scored = data.applied;
    this.panel.scored(data);
    if (!this.gesture) this.panel.listed(data.rows, data.rows_title, this.look);
    this.status();
  }

  /** Live results: of the drag that goes on, or of an edit whose whole score is still to come. */
  follow(data: LiveData["live"]): void {
    const before = this.live.answered;
    this.live.answered = Math.max(before, data.number);
    this.panel.followed(data);
    if (this.gesture ? data.number > before : data.applied > this.scored) this.panel.listed(data.rows, data.rows_title, this.look);
  }

  private status(): void {
    const { state } = this;
    if (!state) return;
    const updating = this.pending.length > 0 || this.nudge !== null || this.scored < this.seq || this.gesture !== null;
    const refused = state.refused && state.refused.seq === this.seq && this.pending.length === 0 ? state.refused : null;
    if (refused && refused.seq !== this.refusedSeen) {
      this.refusedSeen = refused.seq;
      this.restore();
      this.draw();
    }
    this.panel.say(updating ? state.words.updating : state.saved, updating, refused?.said ?? null);
  }

  // --- what is held -------------------------------------------------------------------------------------------------

  private target(id: string | null): TargetData | null {
    return (id !== null && this.state?.targets.find((target) => target.id === id)) || null;
  }

  private get held(): TargetData | null {
    return this.target(this.heldId);
  }

  private hold(id: string | null, show = false): void {
    this.flushNudge();
    this.heldId = id;
    this.corner = null;
    this.draw();
    const { held } = this;
    if (!held) return;
    this.parts.live.textContent = held.label;
    const around = this.members(held).reduce((all, feature) => extend(all, feature.getGeometry()!.getExtent()), createEmpty());
    if (show && !containsExtent(this.map.getView().calculateExtent(this.map.getSize()), around)) this.map.getView().animate({ center: getCenter(around), duration: 200 });
  }

  private members(target: TargetData): Feature[] {
    return target.members.flatMap((id) => this.features.get(id) ?? []);
  }

  /** What a point of the screen belongs to: what is held already, else the smallest thing there. */
  private at(pixel: number[], touch: boolean): TargetData | null {
    const ids = new Set<string>();
    this.map.forEachFeatureAtPixel(pixel, (feature) => void (feature instanceof Feature && feature.getId() !== undefined && ids.add(String(feature.getId()))), { hitTolerance: touch ? 12 : 5 });
    if (ids.size === 0 || !this.state) return null;
    const { held } = this;
    if (held?.members.some((id) => ids.has(id))) return held;
    const rank = (target: TargetData): number => (BROAD.has(target.kind) ? 10_000 : 0) + target.members.length;
    const found = this.state.targets.filter((target) => target.members.some((id) => ids.has(id)) && this.large(target));
    return found.sort((a, b) => rank(a) - rank(b))[0] ?? null;
  }

  /** Doors and windows are taken hold of by hand only where they are large enough to be meant. */
  private large(target: TargetData): boolean {
    if (target.kind !== "door" && target.kind !== "window") return true;
    const [feature] = this.members(target);
    const line = feature?.getGeometry();
    const length = line instanceof LineString ? line.getLength() / this.map.getView().getResolution()! : 0;
    return this.state!.level !== "whole" && length >= LEAST_OPENING;
  }

  // --- pointer ------------------------------------------------------------------------------------------------------

  private down(event: MapBrowserEvent): boolean {
    const pointer = event.originalEvent as PointerEvent;
    if (!this.state || this.placing || pointer.button > 0) return false;
    const at = event.coordinate as XY;
    const handle = this.handleAt(event.pixel);
    const touch = pointer.pointerType === "touch";
    if (handle) this.begin(handle, at);
    else {
      const target = this.at(event.pixel, touch);
      if (!target || (target.id !== this.heldId && (touch || BROAD.has(target.kind)))) return false;
      if (target.id !== this.heldId) this.hold(target.id);
      this.begin({ kind: "move", from: at, way: [0, 0] }, at);
    }
    return true;
  }

  private begin(gesture: Gesture, at: XY): void {
    this.flushNudge();
    this.parts.map.focus({ preventScroll: true });
    this.gesture = gesture;
    this.live.number = Math.max(this.live.number, this.live.answered);
    if (gesture.kind === "side") gesture.from = at;
    const own = new Set(this.held?.members ?? []);
    const others = [...this.features].filter(([id]) => !own.has(id)).flatMap(([, features]) => features);
    const shapes = [...others, ...this.boundary].map((feature) => outline(feature.getGeometry()!));
    this.still = { points: shapes.flatMap((shape) => shape.points), edges: shapes.flatMap((shape) => shape.edges) };
  }

  /** The plot, which is part of the drawing but cannot be held. */
  private get boundary(): Feature[] {
    return this.features.get("plot") ?? [];
  }

  private handleAt(pixel: number[]): Gesture | null {
    let best = REACH;
    let found: Gesture | null = null;
    for (const feature of this.marks.getFeatures()) {
      const role = feature.get("role") as string;
      if (role !== "turn" && role !== "corner" && role !== "side") continue;
      const at = (feature.getGeometry() as Point).getCoordinates() as XY;
      const apart = distance(this.map.getPixelFromCoordinate(at) as XY, pixel as XY) - (role === "side" ? 0 : 3);
      if (apart >= best) continue;
      best = apart;
      const index = feature.get("index") as number;
      found = role === "turn" ? { kind: "turn", from: this.bearing(at), by: 0 } : role === "corner" ? { kind: "corner", index, at } : { kind: "side", index, from: at, by: 0 };
    }
    return found;
  }

  private bearing(at: XY): number {
    const [x, y] = this.held!.centre;
    return (Math.atan2(at[1] - y, at[0] - x) * 180) / Math.PI;
  }

  private drag(event: MapBrowserEvent): void {
    const { gesture, held } = this;
    if (!gesture || !held) return;
    const at = event.coordinate as XY;
    const free = (event.originalEvent as PointerEvent).altKey;
    const reach = free ? 0 : (REACH * this.map.getView().getResolution()!) * 0.8;
    let snapped: XY | null = null;
    if (gesture.kind === "move") {
      const way: XY = [at[0] - gesture.from[0], at[1] - gesture.from[1]];
      const corners = this.corners(held);
      const found = snapWay(corners, this.still, way, reach, free ? 0.001 : GRID);
      [gesture.way, snapped] = [found.way, found.at];
    } else if (gesture.kind === "turn") {
      const turn = this.bearing(at) - gesture.from;
      const others = this.state!.targets.filter((target) => target.id !== held.id && target.members.length > 1).map((target) => target.angle);
      gesture.by = free ? turn : snapTurn(held.angle, ((turn + 540) % 360) - 180, [...others, this.state!.rotation]);
    } else if (gesture.kind === "corner") {
      const found = snapWay([gesture.at], { points: this.still.points, edges: this.still.edges }, [at[0] - gesture.at[0], at[1] - gesture.at[1]], reach, 0.001);
      snapped = found.at;
      gesture.at = snapped ?? [Math.round(at[0] / GRID) * GRID, Math.round(at[1] / GRID) * GRID];
    } else {
      const [a, b] = this.sideOf(held, gesture.index);
      const length = distance(a, b);
      const normal: XY = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
      const by = (at[0] - gesture.from[0]) * normal[0] + (at[1] - gesture.from[1]) * normal[1];
      gesture.by = free ? by : Math.round(by / GRID) * GRID;
    }
    this.previewGesture();
    this.draw(snapped);
    this.status();
    this.sendLive();
  }

  /** Where a thing is snapped by: its rooms' corners, or its own. */
  private corners(target: TargetData): XY[] {
    const features = this.members(target).filter((feature) => !String(feature.getId()).includes("#"));
    const rooms = features.filter((feature) => feature.get("style") === "space");
    const points = (rooms.length > 0 ? rooms : features).flatMap((feature) => outline(this.truthOf(feature)).points);
    return points.length > 240 ? points.filter((_, index) => index % Math.ceil(points.length / 240) === 0) : points;
  }

  private truthOf(feature: Feature): Geometry {
    return this.truth.get(feature) ?? feature.getGeometry()!;
  }

  private sideOf(target: TargetData, index: number): Segment {
    return [target.vertices[index], target.vertices[(index + 1) % target.vertices.length]];
  }

  private previewGesture(): void {
    const { gesture, held } = this;
    if (!gesture || !held) return;
    if (gesture.kind === "move" && (held.kind === "door" || held.kind === "window")) this.previewSeat(held, gesture.way);
    else if (gesture.kind === "move") this.preview(shift(...gesture.way));
    else if (gesture.kind === "turn") this.preview(rotation(gesture.by, held.centre));
    else if (gesture.kind === "corner") this.previewCorners(held, [[gesture.index, gesture.at]]);
    else {
      const [a, b] = this.sideOf(held, gesture.index);
      const length = distance(a, b);
      const way: XY = [(-(b[1] - a[1]) / length) * gesture.by, ((b[0] - a[0]) / length) * gesture.by];
      const last = (gesture.index + 1) % held.vertices.length;
      this.previewCorners(held, [[gesture.index, [a[0] + way[0], a[1] + way[1]]], [last, [b[0] + way[0], b[1] + way[1]]]]);
    }
  }

  private preview(map: Affine): void {
    const { held } = this;
    if (!held) return;
    for (const feature of this.members(held)) feature.setGeometry(transformed(this.truthOf(feature), map));
  }

  private previewSeat(target: TargetData, way: XY): void {
    const walls = [...this.features.values()].flat().filter((feature) => feature.get("style") === "wall");
    const edges = walls.flatMap((feature) => outline(feature.getGeometry()!).edges);
    for (const feature of this.members(target)) {
      const line = this.truthOf(feature);
      if (!(line instanceof LineString)) continue;
      const [x, y] = line.getCoordinateAt(0.5);
      const found = seat(edges, [x + way[0], y + way[1]], line.getLength());
      feature.setGeometry(found ? new LineString(found) : transformed(line, shift(...way)));
    }
  }

  private previewCorners(target: TargetData, corners: [number, XY][]): void {
    const points = target.vertices.map((point, index): XY => corners.find(([number]) => number === index)?.[1] ?? point);
    const own = target.members[0];
    for (const id of [own, `${own}#w`]) {
      for (const feature of this.features.get(id) ?? []) {
        const before = feature.getGeometry()!;
        if (before instanceof Polygon) feature.setGeometry(new Polygon([[...points, points[0]]]));
        else if (before instanceof LineString) feature.setGeometry(new LineString(target.closed ? [...points, points[0]] : points));
      }
    }
  }

  private up(): boolean {
    const { gesture, held } = this;
    this.gesture = null;
    window.clearTimeout(this.live.timer);
    if (gesture && held) {
      const edit = this.editOf(gesture, held);
      // A plain click is no edit.
      if (edit) this.commit(edit);
      else this.restore();
    }
    this.draw();
    this.status();
    return false;
  }

  private editOf(gesture: Gesture, held: TargetData): Omit<Edit, "seq"> | null {
    const target = held.id;
    if (gesture.kind === "move") return Math.hypot(...gesture.way) < 0.0005 ? null : { op: "move", target, ...this.metres(gesture.way) };
    if (gesture.kind === "turn") return Math.abs(gesture.by) < 0.01 ? null : { op: "turn", target, amount: round(gesture.by, 4) };
    if (gesture.kind === "side") return Math.abs(gesture.by) < 0.0005 ? null : { op: "side", target, index: gesture.index, amount: round(gesture.by, 4) };
    return distance(gesture.at, held.vertices[gesture.index]) < 0.0005 ? null : { op: "corner", target, index: gesture.index, ...this.metres(gesture.at) };
  }

  private metres([x, y]: XY): { x: number; y: number } {
    return { x: round(x, 4), y: round(y, 4) };
  }

  private hover(event: MapBrowserEvent): void {
    if (this.placing) {
      this.placing.at = this.placeFor(event.coordinate as XY);
      this.draw();
      this.parts.map.style.cursor = "crosshair";
      return;
    }
    const handle = this.handleAt(event.pixel);
    const target = handle ? null : this.at(event.pixel, false);
    this.parts.map.style.cursor = handle?.kind === "turn" ? "grab" : handle ? "crosshair" : target ? (BROAD.has(target.kind) && target.id !== this.heldId ? "pointer" : "move") : "";
  }

  private click(event: MapBrowserEvent): void {
    if (!this.state) return;
    if (this.placing) return this.place(this.placeFor(event.coordinate as XY));
    if (this.handleAt(event.pixel)) return;
    const target = this.at(event.pixel, (event.originalEvent as PointerEvent).pointerType === "touch");
    if ((target?.id ?? null) !== this.heldId) this.hold(target?.id ?? null);
  }

  // --- putting down something new -----------------------------------------------------------------------------------

  private startPlacing(item: PaletteItem): void {
    if (this.placing?.item.item === item.item) return this.stopPlacing();
    const view = this.map.getView();
    this.placing = { item, at: view.getCenter() as XY, angle: item.item === "camera" ? 0 : this.held?.angle ?? this.state?.rotation ?? 0 };
    this.heldId = null;
    this.panel.placing(item.item);
    this.parts.live.textContent = `${item.label}. ${this.state?.words.place_help ?? ""}`;
    this.parts.map.focus({ preventScroll: true });
    this.draw();
  }

  private stopPlacing(): void {
    this.placing = null;
    this.panel.placing(null);
    this.parts.map.style.cursor = "";
    this.draw();
  }

  private placeFor(at: XY): XY {
    const { placing } = this;
    if (!placing || placing.item.depth === 0) return at;
    const every = [...[...this.features.values()].flat(), ...this.boundary].filter((feature) => feature.get("style") === "space" || feature.get("style") === "plot_boundary");
    const shapes = every.map((feature) => outline(feature.getGeometry()!));
    const still = { points: shapes.flatMap((shape) => shape.points), edges: shapes.flatMap((shape) => shape.edges) };
    const reach = REACH * this.map.getView().getResolution()! * 0.8;
    const { way } = snapWay(this.ghostOf(placing.item, at, placing.angle), still, [0, 0], reach, GRID);
    return [at[0] + way[0], at[1] + way[1]];
  }

  private ghostOf(item: PaletteItem, at: XY, angle: number): XY[] {
    const [w, d] = [item.width / 2, item.depth / 2];
    const box: XY[] = d > 0 ? [[-w, -d], [w, -d], [w, d], [-w, d]] : w > 0 ? [[-w, 0], [w, 0]] : [[0, 0]];
    const turn = rotation(angle, at);
    return box.map(([x, y]) => apply(turn, [at[0] + x, at[1] + y]));
  }

  private place(at: XY): void {
    const { placing, state } = this;
    if (!placing || !state) return;
    this.commit({ op: "add", item: placing.item.item, ...this.metres(at), amount: round(placing.angle, 4), storey: state.storey });
    this.stopPlacing();
  }

  // --- edits --------------------------------------------------------------------------------------------------------

  private commit(edit: Omit<Edit, "seq">): void {
    this.seq += 1;
    const numbered = { ...edit, seq: this.seq };
    this.pending.push(numbered);
    // Everything that Python has not confirmed goes along: a rerun that overtakes another loses nothing.
    this.send.state("edits", { token: this.token, list: this.pending });
    this.parts.map.dataset.sent = String(this.seq);
    this.status();
  }

  /** What an edit surely does, shown before Python has answered. */
  private optimistic(edit: Edit): void {
    const target = this.target(edit.target ?? null);
    if (!target) return;
    const features = this.members(target);
    if (edit.op === "delete") for (const feature of features) feature.setStyle(new Style());
    const map = edit.op === "move" ? shift(edit.x ?? 0, edit.y ?? 0) : edit.op === "turn" ? rotation(edit.amount ?? 0, target.centre) : edit.op === "mirror" ? reflection(target.angle + 90, target.centre) : null;
    if (map) for (const feature of features) feature.setGeometry(transformed(this.truthOf(feature), map));
  }

  private act(name: "undo" | "redo" | "left" | "right" | "mirror" | "copy" | "delete" | "insert" | "uncorner"): void {
    this.flushNudge();
    if (name === "undo" || name === "redo") return this.commit({ op: name });
    const { held } = this;
    if (!held) return;
    const target = held.id;
    if (name === "left" || name === "right") this.show({ op: "turn", target, amount: name === "left" ? 15 : -15 });
    else if (name === "insert" || name === "uncorner") this.cornerAct(name, held);
    else this.show({ op: name, target });
  }

  private show(edit: Omit<Edit, "seq">): void {
    this.optimistic({ ...edit, seq: 0 });
    this.commit(edit);
    this.draw();
  }

  private cornerAct(name: "insert" | "uncorner", held: TargetData): void {
    const index = this.corner;
    if (index === null) return;
    this.corner = null;
    if (name === "uncorner") return this.commit({ op: "uncorner", target: held.id, index });
    const [a, b] = this.sideOf(held, held.closed || index + 1 < held.vertices.length ? index : index - 1);
    const at = held.closed || index + 1 < held.vertices.length ? index : index - 1;
    this.commit({ op: "insert", target: held.id, index: at, ...this.metres([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]) });
  }

  /** A place or direction written in the form. */
  private put(field: "x" | "y" | "angle", value: number): void {
    const { held, state } = this;
    if (!held || !state) return;
    if (field === "angle") {
      const turn = ((value - held.angle + 540) % 360) - 180;
      if (Math.abs(turn) > 0.001) this.show({ op: "turn", target: held.id, amount: round(turn, 4) });
      return;
    }
    const axis = field === "x" ? 0 : 1;
    const wanted = value + state.origin[axis];
    if (this.corner !== null) {
      const at: XY = [...held.vertices[this.corner]];
      at[axis] = wanted;
      this.commit({ op: "corner", target: held.id, index: this.corner, ...this.metres(at) });
      return;
    }
    const way: XY = [0, 0];
    way[axis] = wanted - held.centre[axis];
    if (Math.abs(way[axis]) > 0.0005) this.show({ op: "move", target: held.id, ...this.metres(way) });
  }

  // --- keyboard -----------------------------------------------------------------------------------------------------

  private key(event: KeyboardEvent): void {
    if (!this.taken(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private taken(event: KeyboardEvent): boolean {
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (command && key === "z") return this.did(() => this.act(event.shiftKey ? "redo" : "undo"));
    if (command && key === "y") return this.did(() => this.act("redo"));
    if (command && key === "d" && this.held) return this.did(() => this.act("copy"));
    if (command || event.altKey || !this.state) return false;
    if (key === "Escape") return this.did(() => this.escape());
    if (this.placing) {
      if (key === "Enter" || key === " ") return this.did(() => this.place(this.placeFor(this.map.getView().getCenter() as XY)));
      if (key === "r") return this.did(() => { this.placing!.angle += event.shiftKey ? -15 : 15; this.draw(); });
      return false;
    }
    if (key === "n" || key === "p") return this.did(() => this.walk(key === "n" ? 1 : -1));
    if (!this.held) return false;
    const step = event.shiftKey ? 1 : GRID;
    const ways: Record<string, XY> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (key in ways) return this.did(() => this.push(ways[key]));
    if (key === "r") return this.did(() => this.act(event.shiftKey ? "right" : "left"));
    if (key === "m") return this.did(() => this.act("mirror"));
    if (key === "Delete" || key === "Backspace") return this.did(() => this.act("delete"));
    return false;
  }

  private did(action: () => void): true {
    action();
    return true;
  }

  private escape(): void {
    if (this.gesture) {
      this.gesture = null;
      this.restore();
      this.draw();
    } else if (this.placing) this.stopPlacing();
    else this.hold(null);
  }

  private walk(step: number): void {
    const targets = this.state?.targets ?? [];
    if (targets.length === 0) return;
    const now = targets.findIndex((target) => target.id === this.heldId);
    this.hold(targets[now < 0 ? (step > 0 ? 0 : targets.length - 1) : (now + step + targets.length) % targets.length].id, true);
  }

  /** Arrow keys in a row are one edit. */
  private push(way: XY): void {
    const before = this.nudge;
    if (before) window.clearTimeout(before.timer);
    const sum: XY = before ? [before.way[0] + way[0], before.way[1] + way[1]] : way;
    this.nudge = { way: sum, timer: window.setTimeout(() => this.flushNudge(), NUDGE_WAIT) };
    this.preview(shift(...sum));
    this.draw();
    this.status();
  }

  private flushNudge(): void {
    const { nudge, held } = this;
    if (!nudge) return;
    window.clearTimeout(nudge.timer);
    this.nudge = null;
    if (held && Math.hypot(...nudge.way) > 0.0005) this.commit({ op: "move", target: held.id, ...this.metres(nudge.way) });
  }

  // --- while dragging -----------------------------------------------------------------------------------------------

  /** Asks for the live results: the next question only when the last is answered, or has been out for long. */
  private sendLive(): void {
    window.clearTimeout(this.live.timer);
    const { gesture, held, live } = this;
    if (!gesture || !held) return;
    const since = performance.now() - live.sentAt;
    const ready = since >= LIVE_EVERY && (live.answered >= live.number || since >= LIVE_PATIENCE);
    if (!ready) {
      live.timer = window.setTimeout(() => this.sendLive(), live.answered >= live.number ? Math.max(20, LIVE_EVERY - since) : 60);
      return;
    }
    const edit = this.editOf(gesture, held);
    if (!edit) return;
    live.number += 1;
    live.sentAt = performance.now();
    this.send.state("live", { token: this.token, number: live.number, edit: { ...edit, seq: this.seq + 1 } });
  }

  // --- drawing ------------------------------------------------------------------------------------------------------

  private draw(snapped: XY | null = null): void {
    const { held, placing } = this;
    this.marks.clear(true);
    const add = (role: string, geometry: Geometry, index?: number): void => {
      const feature = new Feature(geometry);
      feature.setProperties({ role, index }, true);
      this.marks.addFeature(feature);
    };
    if (placing?.at) this.drawGhost(placing.item, placing.at, placing.angle, add);
    if (held) this.drawHeld(held, add);
    if (snapped) add("snap", new Point(snapped));
    this.panel.choices(this.state?.targets ?? [], this.heldId);
    this.panel.held(held, held ? this.values(held) : null, this.corner);
    this.parts.map.dataset.held = this.heldId ?? "";
  }

  private drawGhost(item: PaletteItem, at: XY, angle: number, add: (role: string, geometry: Geometry) => void): void {
    const ghost = this.ghostOf(item, at, angle);
    add("ghost", item.depth > 0 ? new Polygon([[...ghost, ghost[0]]]) : ghost.length > 1 ? new LineString(ghost) : new Point(ghost[0]));
  }

  private drawHeld(held: TargetData, add: (role: string, geometry: Geometry, index?: number) => void): void {
    const features = this.members(held).filter((feature) => !String(feature.getId()).includes("#"));
    const rooms = features.filter((feature) => feature.get("style") === "space");
    for (const feature of rooms.length > 0 ? rooms : features) add("held", feature.getGeometry()!.clone());
    const resolution = this.map.getView().getResolution() ?? 1;
    if (this.gesture && this.gesture.kind !== "turn") return;
    if (held.kind !== "door" && held.kind !== "window" && !(features.length === 1 && features[0].getGeometry() instanceof Point && held.kind !== "camera")) {
      const extent = (rooms.length > 0 ? rooms : features).reduce((all, feature) => extend(all, feature.getGeometry()!.getExtent()), createEmpty());
      const centre = held.centre;
      let top: XY = [centre[0], Math.max(extent[3], centre[1]) + (HANDLE + 22) * resolution];
      if (this.gesture?.kind === "turn") top = apply(rotation(this.gesture.by, centre), top);
      add("stem", new LineString([centre, top]));
      add("turn", new Point(top));
    }
    const count = held.vertices.length;
    if (count === 0 || count > 40 || this.pending.length > 0 || this.nudge || this.gesture) return;
    held.vertices.forEach((point, index) => add("corner", new Point(point), index));
    for (let index = 0; index < (held.closed ? count : count - 1); index += 1) {
      const [a, b] = this.sideOf(held, index);
      if (distance(a, b) / resolution > 3.2 * HANDLE) add("side", new Point([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]), index);
    }
  }

  private values(held: TargetData): { x: string; y: string; angle: string } {
    const { origin } = this.state!;
    const { gesture } = this;
    let point: XY = this.corner === null ? held.centre : held.vertices[this.corner] ?? held.centre;
    if (gesture?.kind === "move") point = apply(shift(...gesture.way), point);
    else if (this.nudge) point = apply(shift(...this.nudge.way), point);
    for (const edit of this.pending) if (edit.op === "move" && edit.target === held.id) point = apply(shift(edit.x ?? 0, edit.y ?? 0), point);
    const angle = (held.angle + (gesture?.kind === "turn" ? gesture.by : 0) + 360) % 360;
    const written = new Intl.NumberFormat(this.look.overlay?.language ?? "en", { minimumFractionDigits: 2, maximumFractionDigits: 2, useGrouping: false });
    const turned = new Intl.NumberFormat(this.look.overlay?.language ?? "en", { maximumFractionDigits: 1, useGrouping: false });
    return { x: written.format(point[0] - origin[0]), y: written.format(point[1] - origin[1]), angle: turned.format(angle) };
  }

  dispose(): void {
    window.clearTimeout(this.live.timer);
    if (this.nudge) window.clearTimeout(this.nudge.timer);
    this.panel.shell.remove();
  }
}

function round(value: number, places: number): number {
  const scale = 10 ** places;
  return Math.round(value * scale) / scale;
}

