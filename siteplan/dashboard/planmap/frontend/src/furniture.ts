// What stands around the map: buttons, scale bar, north arrow, attribution, tooltip. Plain DOM, text always as text.
import type { OverlayData } from "./contract.js";

const SVG = "http://www.w3.org/2000/svg";

export function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text?: string): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function glyph(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const ICONS = {
  zoom_in: "M12 5V19 M5 12H19",
  zoom_out: "M5 12H19",
  fit: "M4 9V4H9 M15 4H20V9 M20 15V20H15 M9 20H4V15",
};

export interface Furniture {
  root: HTMLDivElement;
  map: HTMLDivElement;
  legend: HTMLDivElement;
  buttons: Record<keyof typeof ICONS, HTMLButtonElement>;
  scale: HTMLDivElement;
  north: HTMLDivElement;
  attribution: HTMLDivElement;
  tip: HTMLDivElement;
  description: HTMLParagraphElement;
  keyboard: HTMLParagraphElement;
  live: HTMLParagraphElement;
}

let serial = 0;

export function buildFurniture(): Furniture {
  serial += 1;
  const root = element("div", "pm-root");
  const map = element("div", "pm-map");
  map.tabIndex = 0;
  map.setAttribute("role", "application");
  const description = element("p", "pm-hidden");
  description.id = `pm-description-${serial}`;
  const keyboard = element("p", "pm-hidden");
  keyboard.id = `pm-keyboard-${serial}`;
  const live = element("p", "pm-hidden");
  live.setAttribute("role", "status");
  map.setAttribute("aria-describedby", `${description.id} ${keyboard.id}`);
  const tools = element("div", "pm-tools");
  const button = (name: keyof typeof ICONS): HTMLButtonElement => {
    const made = element("button", "pm-button");
    made.type = "button";
    made.dataset.tool = name;
    made.append(glyph(ICONS[name]));
    tools.append(made);
    return made;
  };
  const buttons = { zoom_in: button("zoom_in"), zoom_out: button("zoom_out"), fit: button("fit") };
  const legend = element("div", "pm-legend");
  const foot = element("div", "pm-foot");
  const scale = element("div", "pm-scale");
  const attribution = element("div", "pm-attribution");
  foot.append(scale, attribution);
  const north = element("div", "pm-north");
  north.setAttribute("role", "img");
  const needle = glyph("M12 2L17.5 21L12 17L6.5 21Z");
  north.append(needle, element("span", "pm-north-letter", "N"));
  const tip = element("div", "pm-tip");
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  root.append(map, tools, legend, north, foot, tip, description, keyboard, live);
  return { root, map, legend, buttons, scale, north, attribution, tip, description, keyboard, live };
}

/** A bar of 1, 2 or 5 times a power of ten, at most 130 pixels long. */
export function drawScale(node: HTMLDivElement, resolution: number, language: string): void {
  const most = 130 * resolution;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = [5, 2, 1].map((step) => step * power).find((metres) => metres <= most) ?? power;
  const [value, unit] = length >= 1000 ? [length / 1000, "km"] : [length, "m"];
  const text = `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value)} ${unit}`;
  const width = `${(length / resolution).toFixed(1)}px`;
  if (node.dataset.metres === String(length) && node.style.width === width) return;
  node.dataset.metres = String(length);
  node.style.width = width;
  node.replaceChildren(element("span", "pm-scale-text", text), element("span", "pm-scale-bar"));
}

export function labelFurniture(parts: Furniture, overlay: OverlayData): void {
  const { labels } = overlay;
  parts.root.lang = overlay.language;
  parts.map.setAttribute("aria-label", `${labels.map}: ${overlay.title}`);
  parts.description.textContent = overlay.description;
  parts.keyboard.textContent = labels.keyboard;
  parts.attribution.textContent = overlay.attribution;
  parts.attribution.hidden = overlay.attribution === "";
  parts.north.setAttribute("aria-label", labels.north);
  for (const name of ["zoom_in", "zoom_out", "fit"] as const) {
    parts.buttons[name].title = labels[name];
    parts.buttons[name].setAttribute("aria-label", labels[name]);
  }
}
