// Two calm sheets of paper, one light and one dark. Everything that is not evidence stays pale, so that evidence speaks.

export interface Palette {
  dark: boolean;
  paper: string;
  ink: string;
  inkSoft: string;
  halo: string;
  accent: string;
  font: string;
  building: string;
  buildingEdge: string;
  street: string;
  streetMain: string;
  streetEdge: string;
  footpath: string;
  rail: string;
  water: string;
  waterEdge: string;
  green: string;
  forest: string;
  ground: string;
  paving: string;
  pavingEdge: string;
  wall: string;
  room: Record<string, string>;
  roomEdge: string;
  plant: string;
  plantEdge: string;
  hatch: string;
}

const LIGHT: Omit<Palette, "font" | "accent"> = {
  dark: false,
  paper: "#f8f6f1",
  ink: "#22262b",
  inkSoft: "#5d6269",
  halo: "rgba(255,255,255,0.92)",
  building: "#ddd8ce",
  buildingEdge: "#aca596",
  street: "#ffffff",
  streetMain: "#fdf3da",
  streetEdge: "#c9c2b4",
  footpath: "#907d60",
  rail: "#6f7176",
  water: "#cbdfe9",
  waterEdge: "#8db1c4",
  green: "#e1ead5",
  forest: "#d2dfc3",
  ground: "#eef0e6",
  paving: "#f0ebe1",
  pavingEdge: "#d2cabb",
  wall: "#2a2d31",
  room: {
    dwelling: "#fdf6e9", living: "#fdf6e9", wet: "#e0ebef", sleep: "#f1eef7", way: "#f6f4f0", store: "#e9e6e0",
    staff: "#f4e6dc", common: "#eaf1e3", technical: "#e2e1de",
  },
  roomEdge: "#b3ab9c",
  plant: "#d3e0c4",
  plantEdge: "#7f9a66",
  hatch: "#8f8878",
};

const DARK: Omit<Palette, "font" | "accent"> = {
  dark: true,
  paper: "#171a1f",
  ink: "#eceff2",
  inkSoft: "#a9b0b8",
  halo: "rgba(18,20,24,0.9)",
  building: "#383e46",
  buildingEdge: "#59616b",
  street: "#343b44",
  streetMain: "#4a473c",
  streetEdge: "#56606b",
  footpath: "#a8977a",
  rail: "#8b9097",
  water: "#1f3644",
  waterEdge: "#41667c",
  green: "#202b22",
  forest: "#1c2b1f",
  ground: "#1e231f",
  paving: "#2a2c2e",
  pavingEdge: "#44484d",
  wall: "#d5d9de",
  room: {
    dwelling: "#2d2b27", living: "#2d2b27", wet: "#22313a", sleep: "#2b2a36", way: "#26292d", store: "#2f3032",
    staff: "#3a2f29", common: "#273027", technical: "#2b2d30",
  },
  roomEdge: "#555c65",
  plant: "#26382a",
  plantEdge: "#6f8f66",
  hatch: "#7e858d",
};

function luminance(color: string): number {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true })!;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** The sheet that suits the theme that Streamlit hands down in its CSS variables. */
export function paletteFor(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const font = style.getPropertyValue("--st-font").trim() || "sans-serif";
  const accent = style.getPropertyValue("--st-primary-color").trim() || "#0b5fa5";
  return { ...(luminance(background) < 0.45 ? DARK : LIGHT), font, accent };
}

const ROOM_GROUP: Record<string, string> = {
  dwelling: "dwelling", living: "living", living_kitchen: "living", kitchen: "living", bedroom: "sleep",
  bathroom: "wet", laundry: "wet", hall: "way", corridor: "way", gallery: "way", stair: "way", lobby: "way",
  sluice: "way", storage: "store", wardrobe: "staff", office: "staff", meeting: "staff", medication: "staff",
  staff_room: "staff", base: "staff", common: "common", dining: "common", hobby: "common", workshop: "common",
  visitor: "common", activity: "common", technical: "technical", basement: "technical", crawl_space: "technical",
};

export function roomFill(palette: Palette, use: string | null): string {
  return palette.room[ROOM_GROUP[use ?? ""] ?? "way"];
}
