// Small pictures drawn on canvas: hatches that fill, symbols that mark.
import Icon from "ol/style/Icon.js";
import type { Marker, OutcomeMark, Pattern } from "./contract.js";
import type { Palette } from "./palette.js";

const RATIO = Math.max(1, Math.min(3, Math.ceil(globalThis.devicePixelRatio ?? 1)));

function sheet(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  pen.scale(RATIO, RATIO);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  return [canvas, pen];
}

/** A colour with an opacity, whatever CSS notation it came in. */
export function faded(color: string, opacity: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${opacity})`;
}

/** Fill for an area. Patterns are in device pixels, as OpenLayers draws them; they stay apart in grey print. */
export function areaFill(pattern: Pattern, color: string, tint = 0.14): string | CanvasPattern {
  if (pattern === "none") return "rgba(0,0,0,0.001)";
  if (pattern === "plain") return faded(color, tint);
  const step = (pattern === "dots" ? 8 : 9) * RATIO;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = step;
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = faded(color, tint * 0.7);
  pen.fillRect(0, 0, step, step);
  pen.strokeStyle = pen.fillStyle = faded(color, 0.85);
  pen.lineWidth = 1.15 * RATIO;
  pen.lineCap = "square";
  pen.beginPath();
  if (pattern === "dots") {
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
      pen.moveTo(x * step, y * step);
      pen.arc(x * step, y * step, 0.9 * RATIO, 0, 2 * Math.PI);
    }
    pen.fill();
  } else {
    for (const shift of [-step, 0, step]) {
      pen.moveTo(shift, step);
      pen.lineTo(shift + step, 0);
      if (pattern === "crosshatch") {
        pen.moveTo(shift, 0);
        pen.lineTo(shift + step, step);
      }
    }
    pen.stroke();
  }
  return pen.createPattern(canvas, "repeat")!;
}

function icon(canvas: HTMLCanvasElement, size: number, options: { rotation?: number; anchor?: [number, number] } = {}): Icon {
  return new Icon({ img: canvas, width: size, height: size, rotation: options.rotation, anchor: options.anchor, rotateWithView: true });
}

const MARKER_PATHS: Record<Exclude<Marker, "none">, string> = {
  circle: "M12 5a7 7 0 1 0 .01 0Z",
  ring: "M12 5a7 7 0 1 0 .01 0Z M12 9a3 3 0 1 1 -.01 0Z",
  square: "M6 6H18V18H6Z",
  diamond: "M12 3.5L20.5 12L12 20.5L3.5 12Z",
  triangle: "M12 3L21.5 20H2.5Z",
  cross: "M5 8L8 5L12 9L16 5L19 8L15 12L19 16L16 19L12 15L8 19L5 16L9 12Z",
  pin: "M12 1.5C7.6 1.5 4.5 4.8 4.5 8.8C4.5 14 12 22.5 12 22.5C12 22.5 19.5 14 19.5 8.8C19.5 4.8 16.4 1.5 12 1.5Z M12 6a3 3 0 1 1 -.01 0Z",
  door: "M4 3H14V21H4Z",
  gate: "M12 22.5L3.5 12.5H9V2H15V12.5H20.5Z",
  lamp: "M12 3a9 9 0 1 0 .01 0Z M12 5.4a6.6 6.6 0 1 1 -.01 0Z M7 8.4L8.4 7L12 10.6L15.6 7L17 8.4L13.4 12L17 15.6L15.6 17L12 13.4L8.4 17L7 15.6L10.6 12Z",
  camera: "M2.5 7H15.5V17H2.5Z M16.5 11L21.5 7.5V16.5L16.5 13Z",
  eye: "M2 12C5 6.8 8.3 4.8 12 4.8C15.7 4.8 19 6.8 22 12C19 17.2 15.7 19.2 12 19.2C8.3 19.2 5 17.2 2 12Z",
};

const MARKER_DETAILS: Partial<Record<Marker, string>> = {
  triangle: "M12 9V14 M12 17V17.2",
  door: "M8 12H21 M18 9L21 12L18 15",
  eye: "M12 8.6a3.4 3.4 0 1 0 .01 0",
};

export function markerIcon(marker: Exclude<Marker, "none">, color: string, palette: Palette, size = 24): Icon {
  const [canvas, pen] = sheet(size, size);
  pen.scale(size / 24, size / 24);
  const path = new Path2D(MARKER_PATHS[marker]);
  pen.strokeStyle = palette.paper;
  pen.lineWidth = 3.2;
  pen.stroke(path);
  pen.fillStyle = color;
  pen.fill(path, "evenodd");
  const detail = MARKER_DETAILS[marker];
  if (detail) {
    const line = new Path2D(detail);
    if (marker === "door") {
      pen.lineWidth = 5;
      pen.stroke(line);
      pen.strokeStyle = color;
    }
    pen.lineWidth = 2.2;
    pen.stroke(line);
  }
  return icon(canvas, size, size > 20 && (marker === "pin" || marker === "gate") ? { anchor: [0.5, 0.94] } : {});
}

/** Arrow head, cross, dot or tick at the end of a line; ``rotation`` clockwise from east. */
export function endIcon(end: "arrow" | "cross" | "dot" | "ticks", color: string, palette: Palette, rotation: number): Icon {
  const [canvas, pen] = sheet(20, 20);
  pen.translate(10, 10);
  pen.strokeStyle = palette.paper;
  pen.fillStyle = color;
  const path = new Path2D();
  if (end === "arrow") {
    path.moveTo(8, 0);
    path.lineTo(-4, -6);
    path.lineTo(-1.5, 0);
    path.lineTo(-4, 6);
    path.closePath();
  } else if (end === "dot") {
    path.arc(0, 0, 4, 0, 2 * Math.PI);
  } else if (end === "cross") {
    for (const sign of [1, -1]) {
      path.moveTo(-5, -5 * sign);
      path.lineTo(5, 5 * sign);
    }
  } else {
    path.moveTo(0, -7);
    path.lineTo(0, 7);
  }
  const filled = end === "arrow" || end === "dot";
  pen.lineWidth = filled ? 3 : 5.5;
  pen.stroke(path);
  if (filled) pen.fill(path);
  else {
    pen.strokeStyle = color;
    pen.lineWidth = end === "cross" ? 2.6 : 1.8;
    pen.stroke(path);
  }
  return icon(canvas, 20, { rotation });
}

/** The mark of an outcome: its own shape and colour, the same everywhere in the dashboard. */
export function outcomeIcon(mark: OutcomeMark, palette: Palette, size = 20, anchor: [number, number] = [0.5, 0.5]): Icon {
  const [canvas, pen] = sheet(size, size);
  drawOutcome(pen, mark, palette, size);
  return icon(canvas, size, { anchor });
}

function drawOutcome(pen: CanvasRenderingContext2D, mark: OutcomeMark, palette: Palette, size: number): void {
  pen.scale(size / 24, size / 24);
  const body = new Path2D(mark.body);
  pen.strokeStyle = palette.paper;
  pen.lineWidth = 3;
  pen.stroke(body);
  pen.fillStyle = palette.dark ? mark.color.dark : mark.color.light;
  pen.fill(body, "evenodd");
  pen.lineWidth = 2.6;
  pen.stroke(new Path2D(mark.detail));
}

/** A disc that carries a plot's rank at every scale, filled as the plot is. */
export function badgeIcon(text: string, fill: string | CanvasPattern, ink: string, palette: Palette, selected: boolean): Icon {
  const size = 36;
  const [canvas, pen] = sheet(size, size);
  const disc = new Path2D();
  disc.arc(size / 2, size / 2, selected ? 14 : 12.5, 0, 2 * Math.PI);
  pen.shadowColor = "rgba(0,0,0,0.4)";
  pen.shadowBlur = 3 * RATIO;
  pen.fillStyle = palette.paper;
  pen.fill(disc);
  pen.shadowColor = "transparent";
  pen.strokeStyle = palette.paper;
  pen.lineWidth = selected ? 6.5 : 4.5;
  pen.stroke(disc);
  if (typeof fill !== "string") fill.setTransform(new DOMMatrix().scale(1 / RATIO)); // the sheet is scaled already
  pen.fillStyle = fill;
  pen.fill(disc);
  pen.strokeStyle = palette.ink;
  pen.lineWidth = selected ? 3 : 1.5;
  pen.stroke(disc);
  pen.font = `700 ${text.length > 2 ? 10.5 : 14}px ${palette.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  if (typeof fill !== "string") {
    pen.strokeStyle = palette.paper;
    pen.lineWidth = 4;
    pen.strokeText(text, size / 2, size / 2 + 0.5);
  }
  pen.fillStyle = ink;
  pen.fillText(text, size / 2, size / 2 + 0.5);
  return icon(canvas, size);
}

/** Relative brightness, 0 to 1. */
export function luminanceOf(color: string): number {
  const [r, g, b] = faded(color, 1).match(/\d+/g)!.map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
