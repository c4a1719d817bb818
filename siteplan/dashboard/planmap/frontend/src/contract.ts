// What the Python side sends. Mirrors siteplan/dashboard/planmap/scene.py, overlay.py and siteplan/theme.py.

export type Ring = number[]; // x0, y0, dx, dy, dx, dy ... in centimetres from the origin
export type Shape =
  | [0, Ring] // points
  | [1, ...Ring[]] // lines
  | [2, ...Ring[][]]; // polygons, each a list of rings

export interface LayerData {
  name: string;
  style: string;
  selectable?: boolean;
  shapes: Shape[][];
  kinds?: (string | null)[];
  ids?: (string | null)[];
  labels?: (string | null)[];
  titles?: (string | null)[];
}

export interface ThemedColor {
  light: string;
  dark: string;
}

export type Pattern = "none" | "plain" | "hatch" | "crosshatch" | "dots";
export type Marker = "none" | "circle" | "ring" | "square" | "diamond" | "triangle" | "cross" | "pin" | "door" | "gate" | "eye" | "lamp" | "camera";
export type LineEnd = "none" | "arrow" | "cross" | "dot" | "ticks";

export interface RoleStyle {
  color: ThemedColor;
  width: number;
  dash: number[];
  casing: boolean;
  end: LineEnd;
  pattern: Pattern;
  marker: Marker;
  marker_on_lines: boolean;
  swatch: "line" | "area" | "point";
}

export interface ScoreClass {
  key: string;
  color: ThemedColor;
  pattern: Pattern;
}

export interface OutcomeMark {
  color: ThemedColor;
  body: string; // SVG path in a 24 x 24 box, filled
  detail: string; // SVG path in the same box, stroked in the paper's colour
}

export interface Theme {
  roles: Record<string, RoleStyle>;
  scores: ScoreClass[];
  outcomes: Record<string, OutcomeMark>;
}

export interface SceneData {
  crs: string;
  origin: [number, number];
  extent: [number, number, number, number];
  bounds: [number, number, number, number];
  north: number | null;
  layers: LayerData[];
  theme: Theme;
}

export interface MountHeader {
  map: string;
  fingerprint: string;
  height: number;
  selectable: boolean;
  editor?: { token: string; applied: number };
}

export interface EvidenceData {
  role: string;
  shapes: Shape[];
  label?: string;
  title?: string;
  outcome?: string;
}

export interface LegendEntry {
  label: string;
  swatch: ["layer", string, string | null] | ["role", string] | ["score", string] | ["outcome", string];
}

export interface UiLabels {
  zoom_in: string;
  zoom_out: string;
  fit: string;
  north: string;
  keyboard: string;
  selected: string;
  map: string;
}

export interface OverlayData {
  map: string;
  language: string;
  title: string;
  description: string;
  attribution: string;
  labels: UiLabels;
  legend: { title: string; open: boolean; entries: LegendEntry[]; note: string };
  origin: [number, number];
  evidence: EvidenceData[];
  fit: boolean;
  selected: string | null;
  kinds: Record<string, string>; // replaces a feature's kind: the score class of a plot
  badges: Record<string, string>; // the rank on a plot
  editor?: EditorState;
}

// --- the editor: ../editor.py ---------------------------------------------------------------------------------------

export interface TargetData {
  id: string;
  kind: string;
  label: string;
  members: string[];
  centre: [number, number];
  angle: number; // degrees, counter-clockwise
  vertices: [number, number][];
  closed: boolean;
}

export interface PaletteItem {
  item: string;
  label: string;
  width: number; // metres; a box where depth is given, a line where only width is, else a point
  depth: number;
}

export interface Edit {
  seq: number;
  op: string;
  target?: string;
  item?: string;
  index?: number;
  x?: number;
  y?: number;
  amount?: number;
  storey?: number;
}

export interface EditorState {
  token: string;
  applied: number;
  storey: number;
  hold: { seq: number; target: string | null } | null;
  refused: { seq: number; said: string } | null;
  saved: string;
  level: string;
  levels: { id: string; label: string }[];
  palette: PaletteItem[];
  origin: [number, number];
  rotation: number; // in which new things stand: the plot's own direction, degrees
  undo: boolean;
  redo: boolean;
  targets: TargetData[];
  words: Record<string, string>;
}

export interface ScoreRow {
  title: string;
  outcome: string;
  word: string;
  said: string;
  change: string;
}

/** The few results that follow a drag and stand first after an edit. */
export interface LiveData {
  map: string;
  live: {
    applied: number;
    number: number; // of the drag message that is answered
    rows: ScoreRow[];
    rows_title: string;
  };
}

/** What the last edit does to the whole score. */
export interface ScoreData {
  map: string;
  score: {
    applied: number;
    total: string;
    between: string;
    of: string;
    groups: { label: string; score: string }[];
    rows: ScoreRow[];
    rows_title: string;
  };
}

export interface Send {
  clicked: (id: string) => void;
  state: (name: "edits" | "live" | "level", value: unknown) => void;
}
