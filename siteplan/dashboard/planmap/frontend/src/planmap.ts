// One mounted map: keeps its OpenLayers map over Streamlit's reruns and takes scenes and overlays as they come.
import Feature from "ol/Feature.js";
import OlMap from "ol/Map.js";
import View from "ol/View.js";
import { easeOut } from "ol/easing.js";
import { platformModifierKeyOnly, focusWithTabindex } from "ol/events/condition.js";
import { containsExtent, createEmpty, extend, getCenter, isEmpty, type Extent } from "ol/extent.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import type Layer from "ol/layer/Layer.js";
import VectorLayer from "ol/layer/Vector.js";
import Projection from "ol/proj/Projection.js";
import VectorSource from "ol/source/Vector.js";
import type { EvidenceData, LiveData, MountHeader, OverlayData, SceneData, ScoreData, Send } from "./contract.js";
import { Editor } from "./editor.js";
import { evidenceFeatures, evidenceLabel, evidenceStyle } from "./evidence.js";
import { buildFurniture, drawScale, labelFurniture, type Furniture } from "./furniture.js";
import { highlightLayer, setHighlight, type Highlight } from "./highlight.js";
import { layersOf, type Look } from "./layers.js";
import { drawLegend } from "./legend.js";
import { paletteFor } from "./palette.js";

const PADDING = [44, 44, 52, 52];
const PICK = { hitTolerance: 4, layerFilter: (layer: Layer): boolean => layer.get("pickable") === true };

export class PlanMap {
  private readonly parts: Furniture = buildFurniture();
  private readonly map: OlMap;
  private readonly highlight: Highlight;
  private readonly evidence = new VectorSource<Feature>();
  private readonly look: Look;
  private scene: SceneData | null = null;
  private fingerprint = "";
  private shown = ""; // the evidence on show, to move the view only when it changes
  private selectable: Feature[] = [];
  private cursor = -1;
  private hovered: Feature | null = null;
  private send: Send = { clicked: () => undefined, state: () => undefined };
  private editor: Editor | null = null;
  private allowed = true;

  constructor(parent: ParentNode & Node) {
    parent.appendChild(this.parts.root);
    this.look = { palette: paletteFor(this.parts.root), theme: { roles: {}, scores: [], outcomes: {} }, overlay: null };
    this.highlight = highlightLayer(this.look);
    // Before the style sheet has arrived, the map needs its place all the same.
    this.parts.root.style.position = "relative";
    Object.assign(this.parts.map.style, { position: "absolute", inset: "0" });
    const { look } = this;
    const shapes = new VectorLayer({ source: this.evidence, style: (f) => evidenceStyle(f as Feature, look.theme, look.palette), zIndex: 5_000, updateWhileInteracting: true });
    const words = new VectorLayer({ source: this.evidence, style: (f) => evidenceLabel(f as Feature, look.theme, look.palette), zIndex: 20_000, declutter: "labels", updateWhileInteracting: true });
    for (const layer of [shapes, words]) layer.set("pickable", true);
    // The wheel belongs to the page until one has stepped into the map, or holds Ctrl.
    const wheel = new MouseWheelZoom({ condition: (event) => focusWithTabindex(event) || platformModifierKeyOnly(event) });
    this.map = new OlMap({
      controls: [],
      layers: [this.highlight, shapes, words],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, mouseWheelZoom: false }).extend([wheel]),
      moveTolerance: 4,
    });
    this.listen();
  }

  /** Takes the mount's own message; unpacks the scene only when it is another one. */
  async mount(header: MountHeader, unpack: () => Promise<SceneData>, send: Send): Promise<void> {
    this.send = send;
    this.allowed = header.selectable;
    this.parts.root.style.height = `${header.height}px`;
    if (this.map.getTarget() === undefined) this.map.setTarget(this.parts.map); // only now does it have a size
    this.repaintOnNewTheme();
    if (header.editor) {
      this.editor ??= new Editor(this.map, this.parts, this.look, send);
      this.editor.mount(send, header.editor, header.fingerprint === this.fingerprint);
    }
    if (header.fingerprint === this.fingerprint) return;
    this.fingerprint = header.fingerprint;
    const scene = await unpack();
    if (header.fingerprint === this.fingerprint) this.show(scene);
  }

  private show(scene: SceneData): void {
    const former = this.scene;
    this.scene = scene;
    this.look.theme = scene.theme;
    for (const layer of this.map.getLayers().getArray().filter((l) => l.get("scene") === true)) this.map.removeLayer(layer);
    const layers = scene.layers.flatMap((data, position) => layersOf(data, scene, this.look, position));
    for (const layer of layers) {
      layer.set("scene", true);
      this.map.addLayer(layer);
    }
    this.selectable = layers.flatMap((layer) => {
      const features = layer instanceof VectorLayer ? (layer.getSource() as VectorSource<Feature>).getFeatures() : [];
      return features.filter((feature) => feature instanceof Feature && feature.get("selectable") === true);
    });
    this.selectable = [...new Set(this.selectable)];
    this.editor?.scene(this.selectable);
    const same = former !== null && former.crs === scene.crs && former.extent.join() === scene.extent.join();
    if (!same) this.map.setView(this.viewOf(scene));
    if (!same) this.fit(scene.extent, 0);
    this.parts.north.hidden = scene.north === null;
    this.parts.north.style.setProperty("--pm-north", `${scene.north ?? 0}deg`);
    this.parts.map.dataset.ready = "true";
    this.apply(this.look.overlay);
  }

  /** A flat sheet in the scene's own metres: nothing is reprojected. */
  private viewOf(scene: SceneData): View {
    const { bounds } = scene;
    const reach = Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1], 20);
    const projection = new Projection({
      code: `planar:${scene.crs}`, units: "m", getPointResolution: (resolution: number) => resolution,
      extent: [bounds[0] - reach, bounds[1] - reach, bounds[2] + reach, bounds[3] + reach],
    });
    return new View({
      projection, center: getCenter(scene.extent), resolution: 1, enableRotation: false, constrainOnlyCenter: true,
      extent: bounds, minResolution: 0.004, maxResolution: Math.max(reach / 260, 0.05), smoothResolutionConstraint: true,
    });
  }

  private fit(extent: Extent, duration: number, maxResolution?: number): void {
    this.map.updateSize();
    const still = globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map.getView().fit(extent, { padding: PADDING, duration: still ? 0 : duration, easing: easeOut, minResolution: maxResolution });
  }

  /** Takes what changes while the scene stays: evidence, selection, score classes, words. */
  apply(overlay: OverlayData | null): void {
    this.repaintOnNewTheme();
    if (overlay === null) return;
    this.look.overlay = overlay;
    labelFurniture(this.parts, overlay);
    if (overlay.editor) this.editor?.update(overlay.editor, overlay.language);
    if (this.scene === null) return;
    drawLegend(this.parts.legend, overlay, this.look);
    this.evidence.clear(true);
    const features = evidenceFeatures(overlay.evidence, overlay.origin);
    this.evidence.addFeatures(features);
    this.parts.map.dataset.evidence = String(overlay.evidence.length);
    this.parts.map.dataset.selected = overlay.selected ?? "";
    for (const layer of this.map.getLayers().getArray()) layer.changed();
    this.refreshHighlight();
    const fingerprint = JSON.stringify([overlay.evidence, overlay.origin]);
    if (overlay.fit && features.length > 0 && fingerprint !== this.shown) this.moveTo(features);
    this.shown = fingerprint;
    this.drawScale();
  }

  /** The score of what is drawn, in a message of its own: it follows the drawing. */
  score(data: ScoreData | null): void {
    if (data) this.editor?.score(data.score);
  }

  live(data: LiveData | null): void {
    if (data) this.editor?.follow(data.live);
  }

  /** Shows the evidence, but leaves the view alone where all of it is already in sight and not tiny. */
  private moveTo(features: Feature[]): void {
    const around = features.reduce((all, feature) => extend(all, feature.getGeometry()!.getExtent()), createEmpty());
    if (isEmpty(around) && around[0] > around[2]) return;
    const view = this.map.getView();
    const visible = view.calculateExtent(this.map.getSize());
    const share = Math.max((around[2] - around[0]) / (visible[2] - visible[0]), (around[3] - around[1]) / (visible[3] - visible[1]));
    if (containsExtent(visible, around) && share > 0.12) return;
    this.fit(around, 350, Math.min(view.getResolution() ?? 1, 1));
  }

  private repaintOnNewTheme(): void {
    const palette = paletteFor(this.parts.root);
    if (palette.dark === this.look.palette.dark && palette.font === this.look.palette.font && this.parts.root.dataset.theme) return;
    this.look.palette = palette;
    this.parts.root.dataset.theme = palette.dark ? "dark" : "light";
    this.parts.root.style.setProperty("--pm-paper", palette.paper);
    this.parts.root.style.setProperty("--pm-ink", palette.ink);
    this.parts.root.style.setProperty("--pm-ink-soft", palette.inkSoft);
    for (const layer of this.map.getLayers().getArray()) layer.changed();
    if (this.look.overlay && this.scene) drawLegend(this.parts.legend, this.look.overlay, this.look);
  }

  // --- pointer and keyboard ---------------------------------------------------------------------------------------

  private listen(): void {
    const { buttons, map, tip } = this.parts;
    const zoom = (delta: number): void => this.map.getView().animate({ zoom: (this.map.getView().getZoom() ?? 0) + delta, duration: 180 });
    buttons.zoom_in.addEventListener("click", () => zoom(1));
    buttons.zoom_out.addEventListener("click", () => zoom(-1));
    buttons.fit.addEventListener("click", () => this.scene && this.fit(this.scene.extent, 250));
    this.map.on("postrender", () => this.drawScale());
    this.map.on("pointermove", (event) => {
      if (event.dragging) return void (tip.hidden = true);
      if (!this.editor) this.point(event.pixel, (event.originalEvent as PointerEvent).pointerType === "touch");
    });
    map.addEventListener("pointerleave", () => this.point(null, false));
    this.map.on("click", (event) => {
      const feature = this.selectableAt(event.pixel);
      if (feature) this.choose(feature);
    });
    map.addEventListener("keydown", (event) => this.key(event));
  }

  private selectableAt(pixel: number[]): Feature | null {
    if (!this.allowed || this.editor) return null;
    const hit = this.map.forEachFeatureAtPixel(pixel, (f) => (f instanceof Feature && f.get("selectable") === true ? f : undefined), PICK);
    return hit ?? null;
  }

  private point(pixel: number[] | null, touch: boolean): void {
    const { map, tip, root } = this.parts;
    const over = pixel === null ? undefined : this.map.forEachFeatureAtPixel(pixel, (f) => {
      if (!(f instanceof Feature)) return undefined;
      const item = f.get("item") as EvidenceData | undefined;
      return item?.title || f.get("title") || f.get("selectable") === true ? f : undefined;
    }, PICK);
    const target = pixel === null || touch ? null : this.selectableAt(pixel);
    map.style.cursor = target ? "pointer" : "";
    if (target !== this.hovered) {
      this.hovered = target;
      this.refreshHighlight();
    }
    const text = over ? ((over.get("item") as EvidenceData | undefined)?.title ?? (over.get("title") as string | null) ?? "") : "";
    tip.hidden = text === "" || pixel === null;
    if (pixel === null || tip.hidden) return;
    tip.textContent = text;
    const right = pixel[0] > root.clientWidth / 2;
    tip.style.left = right ? "" : `${pixel[0] + 14}px`;
    tip.style.right = right ? `${root.clientWidth - pixel[0] + 14}px` : "";
    tip.style.top = `${Math.min(pixel[1] + 14, root.clientHeight - 44)}px`;
  }

  private choose(feature: Feature): void {
    this.cursor = this.selectable.indexOf(feature);
    this.parts.live.textContent = `${this.look.overlay?.labels.selected ?? ""}: ${this.nameOf(feature)}`;
    this.send.clicked(String(feature.getId()));
  }

  private nameOf(feature: Feature): string {
    const words = (feature.get("title") ?? feature.get("label") ?? feature.getId()) as string;
    return words.replaceAll("\n", ", ");
  }

  /** n and p walk through what can be chosen, Enter chooses, Home shows all. Arrows, + and - are OpenLayers' own. */
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Home" && this.scene) this.fit(this.scene.extent, 200);
    else if ((event.key === "n" || event.key === "p") && this.allowed && !this.editor && this.selectable.length > 0) this.walk(event.key === "n" ? 1 : -1);
    else if (event.key === "Enter" && this.hovered && this.allowed) this.choose(this.hovered);
    else return;
    event.preventDefault();
  }

  private walk(step: number): void {
    const count = this.selectable.length;
    this.cursor = this.cursor < 0 && step < 0 ? count - 1 : (this.cursor + step + count) % count;
    const feature = this.selectable[this.cursor];
    this.hovered = feature;
    this.refreshHighlight();
    this.parts.live.textContent = this.nameOf(feature);
    const around = feature.getGeometry()!.getExtent();
    const visible = this.map.getView().calculateExtent(this.map.getSize());
    if (!containsExtent(visible, around)) this.map.getView().animate({ center: getCenter(around), duration: 200 });
  }

  private refreshHighlight(): void {
    const selected = this.look.overlay?.selected;
    const shown = this.selectable
      .filter((feature) => selected != null && feature.getId() === selected && !this.isPlot(feature))
      .map((feature) => ({ feature, hover: false }));
    if (this.hovered && this.hovered.getId() !== selected) shown.push({ feature: this.hovered, hover: true });
    setHighlight(this.highlight, shown);
  }

  private isPlot(feature: Feature): boolean {
    return feature.get("style") === "plot";
  }

  private drawScale(): void {
    const view = this.map.getView();
    const resolution = view.getResolution();
    if (resolution === undefined || this.scene === null) return;
    drawScale(this.parts.scale, resolution, this.look.overlay?.language ?? "en");
    this.parts.map.dataset.resolution = String(resolution); // where the map stands, for tests and for support
    this.parts.map.dataset.center = view.getCenter()?.join(" ") ?? "";
  }

  dispose(): void {
    this.editor?.dispose();
    this.map.setTarget(undefined);
    this.map.dispose();
    this.parts.root.remove();
  }
}
