// What stands round the plan while one draws: palette and undo above, the score, and the coordinate form below.
import type { EditorState, LiveData, OutcomeMark, PaletteItem, ScoreData, ScoreRow, TargetData } from "./contract.js";
import { element } from "./furniture.js";
import type { Look } from "./layers.js";

const SVG = "http://www.w3.org/2000/svg";

const GLYPHS: Record<string, string> = {
  unit: "M3 21V8H21V21Z M3 13H21 M11 8V13 M13 13V21", base: "M2 20V7L12 3L22 7V20Z M9 20V13H15V20", door: "M4 20H20 M6 20V8 M6 8A12 12 0 0 1 18 20",
  window: "M2 10H22V14H2Z M2 12H22", fence: "M2 12H22 M5 8V16 M10 8V16 M15 8V16 M20 8V16", hedge: "M3 9H21V15H3Z M6 9V15 M10 9V15 M14 9V15 M18 9V15",
  tree: "M12 21V12 M12 3A6 6 0 1 0 12 15A6 6 0 1 0 12 3", lamp: "M12 5A7 7 0 1 0 12 19A7 7 0 1 0 12 5 M7 7L17 17 M17 7L7 17",
  camera: "M3 8H14V16H3Z M14 11L21 7V17L14 13", viewpoint: "M2 12Q12 3 22 12Q12 21 2 12Z M12 9A3 3 0 1 0 12 15A3 3 0 1 0 12 9",
  undo: "M9 6L4 11L9 16 M4 11H14A6 6 0 0 1 14 20H10", redo: "M15 6L20 11L15 16 M20 11H10A6 6 0 0 0 10 20H14",
  left: "M4 12A8 8 0 1 0 8 5 M8 1V6H3", right: "M20 12A8 8 0 1 1 16 5 M16 1V6H21", mirror: "M12 3V21 M9 7L3 18H9Z M15 7L21 18H15Z",
  copy: "M8 8H20V20H8Z M16 8V4H4V16H8", delete: "M4 7H20 M9 7V4H15V7 M6 7L7 20H17L18 7 M10 11V16 M14 11V16",
};

export interface Wishes {
  place(item: PaletteItem): void;
  hold(target: string | null): void;
  level(level: string): void;
  act(name: "undo" | "redo" | "left" | "right" | "mirror" | "copy" | "delete" | "insert" | "uncorner"): void;
  put(field: "x" | "y" | "angle", value: number): void;
  corner(index: number | null): void;
}

function glyph(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", GLYPHS[name] ?? "M5 12H19");
  svg.append(line);
  return svg;
}

export class EditPanel {
  readonly shell = element("div", "ed-shell");
  readonly above = element("div", "ed-above");
  readonly below = element("div", "ed-below");
  private readonly palette = element("div", "ed-palette");
  private readonly levels = element("div", "ed-levels");
  private readonly history = element("div", "ed-history");
  private readonly status = element("p", "ed-status");
  private readonly refused = element("p", "ed-refused");
  private readonly score = element("div", "ed-score");
  private readonly rows = element("div", "ed-rows");
  private readonly list = element("select", "ed-list");
  private readonly corner = element("select", "ed-corner");
  private readonly fields = { x: element("input", "ed-number"), y: element("input", "ed-number"), angle: element("input", "ed-number") };
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly labels = new Map<string, HTMLSpanElement>();
  private words: Record<string, string> = {};
  private built = "";

  constructor(private readonly wishes: Wishes) {
    this.palette.setAttribute("role", "toolbar");
    this.levels.setAttribute("role", "group");
    this.status.setAttribute("role", "status");
    this.refused.setAttribute("role", "alert");
    this.refused.hidden = true;
    for (const name of ["undo", "redo"] as const) this.history.append(this.button(name));
    const first = element("div", "ed-line");
    first.append(this.palette);
    const second = element("div", "ed-line ed-second");
    second.append(this.levels, this.history);
    this.above.append(first, second);
    const tools = element("div", "ed-tools");
    for (const name of ["left", "right", "mirror", "copy", "delete"] as const) tools.append(this.button(name));
    const corners = element("div", "ed-corners");
    corners.append(this.field("corner", this.corner));
    for (const name of ["insert", "uncorner"] as const) corners.append(this.button(name, true));
    const form = element("div", "ed-form");
    form.append(this.field("held", this.list), this.field("x", this.fields.x), this.field("y", this.fields.y), this.field("angle", this.fields.angle), tools, corners);
    const state = element("div", "ed-state");
    state.append(this.score, this.status);
    this.below.append(state, this.refused, form, this.rows);
    this.list.addEventListener("change", () => wishes.hold(this.list.value || null));
    this.corner.addEventListener("change", () => wishes.corner(this.corner.value === "" ? null : Number(this.corner.value)));
    for (const name of ["x", "y", "angle"] as const) {
      const input = this.fields[name];
      input.type = "text";
      input.inputMode = "decimal";
      input.autocomplete = "off";
      input.addEventListener("change", () => {
        const value = Number(input.value.replace(/[\s\u00a0]/g, "").replace(",", ".").replace("\u2212", "-"));
        input.setAttribute("aria-invalid", String(!Number.isFinite(value) || input.value.trim() === ""));
        if (Number.isFinite(value) && input.value.trim() !== "") wishes.put(name, value);
      });
      input.addEventListener("keydown", (event) => event.stopPropagation());
    }
  }

  private button(name: string, worded = false): HTMLButtonElement {
    const made = element("button", worded ? "ed-button ed-worded" : "ed-button");
    made.type = "button";
    made.dataset.act = name;
    if (!worded) made.append(glyph(name));
    made.addEventListener("click", () => this.wishes.act(name as "undo"));
    this.buttons.set(name, made);
    return made;
  }

  private field(name: string, control: HTMLInputElement | HTMLSelectElement): HTMLLabelElement {
    const label = element("label", `ed-field ed-field-${name}`);
    const word = element("span", "ed-word");
    this.labels.set(name, word);
    label.append(word, control);
    return label;
  }

  /** Words, palette, levels and the list of what can be held. */
  show(state: EditorState, language: string): void {
    const fingerprint = JSON.stringify([state.words, state.palette, state.levels, state.level]);
    this.words = state.words;
    this.above.lang = this.below.lang = language;
    if (fingerprint !== this.built) {
      this.built = fingerprint;
      for (const [name, label] of this.labels) label.textContent = state.words[name] ?? name;
      for (const [name, made] of this.buttons) {
        made.title = state.words[name] ?? name;
        made.setAttribute("aria-label", made.title);
        if (made.classList.contains("ed-worded")) made.textContent = state.words[name] ?? name;
      }
      this.palette.setAttribute("aria-label", state.words.palette);
      this.levels.setAttribute("aria-label", state.words.level);
      this.palette.replaceChildren(...state.palette.map((item) => {
        const made = element("button", "ed-item");
        made.type = "button";
        made.dataset.item = item.item;
        made.setAttribute("aria-pressed", "false");
        made.append(glyph(item.item), element("span", "ed-item-word", item.label));
        made.addEventListener("click", () => this.wishes.place(item));
        return made;
      }));
      this.levels.replaceChildren(...state.levels.map((level) => {
        const made = element("button", "ed-level", level.label);
        made.type = "button";
        made.dataset.level = level.id;
        made.setAttribute("aria-pressed", String(level.id === state.level));
        made.addEventListener("click", () => this.wishes.level(level.id));
        return made;
      }));
    }
    for (const name of ["undo", "redo"] as const) this.buttons.get(name)!.disabled = !state[name];
  }

  /** The list of what can be held; kept as it is while it says the same. */
  choices(targets: TargetData[], held: string | null): void {
    const wanted = targets.map((target) => target.id).join("\n");
    if (this.list.dataset.wanted !== wanted) {
      this.list.dataset.wanted = wanted;
      this.list.replaceChildren(new Option(this.words.nothing_held ?? "", ""), ...targets.map((target) => new Option(target.label, target.id)));
    }
    this.list.value = held ?? "";
  }

  /** Place, direction and corners of what is held. */
  held(target: TargetData | null, values: { x: string; y: string; angle: string } | null, corner: number | null): void {
    for (const name of ["x", "y", "angle"] as const) {
      const input = this.fields[name];
      input.disabled = values === null || (name === "angle" && corner !== null);
      if (document.activeElement !== input || values === null) input.value = values?.[name] ?? "";
      else input.value = values[name];
      input.setAttribute("aria-invalid", "false");
    }
    for (const name of ["left", "right", "mirror", "copy", "delete"]) this.buttons.get(name)!.disabled = target === null;
    const count = target?.vertices.length ?? 0;
    const corners = this.corner.closest<HTMLElement>(".ed-corners")!;
    corners.hidden = count === 0;
    if (this.corner.dataset.count !== String(count)) {
      this.corner.dataset.count = String(count);
      const all = Array.from({ length: count }, (_, at) => new Option(`${this.words.corner} ${at + 1}`, String(at)));
      this.corner.replaceChildren(new Option(this.words.whole_thing ?? "", ""), ...all);
    }
    this.corner.value = corner === null ? "" : String(corner);
    for (const name of ["insert", "uncorner"]) this.buttons.get(name)!.disabled = corner === null;
  }

  placing(item: string | null): void {
    for (const made of this.palette.querySelectorAll<HTMLButtonElement>(".ed-item")) made.setAttribute("aria-pressed", String(made.dataset.item === item));
  }

  say(status: string, updating: boolean, refused: string | null): void {
    if (this.status.textContent !== status) this.status.textContent = status;
    this.below.dataset.updating = String(updating);
    this.refused.hidden = refused === null;
    if (refused !== null && this.refused.textContent !== refused) this.refused.textContent = refused;
  }

  /** The score, in all and by whom it serves. */
  scored(score: ScoreData["score"]): void {
    const total = element("strong", "ed-total", score.total);
    const line = element("span", "ed-of", `${score.of}${score.between}`);
    const groups = element("dl", "ed-groups");
    for (const group of score.groups) {
      const cell = element("div", "ed-group");
      cell.append(element("dt", "", group.label), element("dd", "", group.score));
      groups.append(cell);
    }
    this.score.replaceChildren(total, line, groups);
    this.score.dataset.total = score.total;
    this.below.dataset.applied = String(score.applied);
  }

  followed(live: LiveData["live"]): void {
    this.below.dataset.live = String(live.number);
    this.below.dataset.followed = String(live.applied);
  }

  /** Single results with their marks: those that a drag moves, or those that the edits have changed. */
  listed(results: ScoreRow[], title: string, look: Look): void {
    const marks: Record<string, OutcomeMark> = look.theme.outcomes;
    const { dark } = look.palette;
    const rows = results.map((row) => {
      const item = element("li", `ed-row ed-${row.outcome}`);
      const mark = document.createElementNS(SVG, "svg");
      mark.setAttribute("viewBox", "0 0 24 24");
      mark.setAttribute("aria-hidden", "true");
      const shape = marks[row.outcome];
      if (shape) {
        const body = document.createElementNS(SVG, "path");
        body.setAttribute("d", shape.body);
        body.setAttribute("fill", dark ? shape.color.dark : shape.color.light);
        const cut = document.createElementNS(SVG, "path");
        cut.setAttribute("d", shape.detail);
        cut.setAttribute("class", "ed-cut");
        mark.append(body, cut);
      }
      const text = element("span", "ed-row-text");
      text.append(element("b", "", row.title), element("span", "ed-row-word", row.word), element("span", "ed-row-change", row.change), element("span", "ed-row-said", row.said));
      item.append(mark, text);
      return item;
    });
    const list = element("ul", "ed-row-list");
    list.append(...rows);
    this.rows.replaceChildren(...(rows.length > 0 ? [element("h3", "ed-rows-title", title), list] : []));
  }
}
