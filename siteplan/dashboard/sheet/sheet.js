// A sheet: HTML that the page wrote, with what can be clicked marked data-act. Unfolded details stay unfolded.
const seen = new WeakMap();

function isDark(element) {
  const color = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const hex = color.match(/^#([0-9a-f]{6})/i);
  const parts = hex
    ? [0, 2, 4].map((at) => parseInt(hex[1].slice(at, at + 2), 16))
    : (color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] < 115;
}

function bringIntoView(element, block) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: still ? "auto" : "smooth", block });
}

export default function ({ parentElement, data, setTriggerValue }) {
  const host = parentElement.host ?? parentElement;
  let root = parentElement.querySelector(".sheet");
  if (!root) {
    root = document.createElement("div");
    root.className = "sheet";
    parentElement.appendChild(root);
  }
  const before = seen.get(root) ?? { html: null, arrive: data.arrive };
  root.classList.toggle("dark", isDark(host));
  if (before.html !== data.html) {
    const open = new Set([...root.querySelectorAll("details[open][data-fold]")].map((fold) => fold.dataset.fold));
    const focused = parentElement.activeElement?.dataset?.act;
    root.innerHTML = data.html;
    for (const fold of root.querySelectorAll("details[data-fold]")) if (open.has(fold.dataset.fold)) fold.open = true;
    if (focused) root.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
  for (const item of root.querySelectorAll("[data-act]")) {
    const on = item.dataset.act === data.pressed;
    item.classList.toggle("pressed", on);
    if (item.hasAttribute("aria-pressed")) item.setAttribute("aria-pressed", String(on));
    if (item.dataset.on) item.textContent = on ? item.dataset.on : item.dataset.off;
    item.closest(".result")?.classList.toggle("shown", on);
  }
  if (data.arrive && before.arrive !== data.arrive) bringIntoView(root, "start");
  seen.set(root, { html: data.html, arrive: data.arrive });

  const click = (event) => {
    const item = event.target.closest?.("[data-act]");
    if (!item) return;
    if (item.dataset.to) {
      const place = document.querySelector(`.st-key-${item.dataset.to}`);
      if (place) bringIntoView(place, "start");
      return;
    }
    if (data.reveal && item.hasAttribute("aria-pressed")) {
      const place = document.querySelector(`.st-key-${data.reveal}`);
      const box = place?.getBoundingClientRect();
      if (box && (box.bottom < 160 || box.top > innerHeight - 160)) bringIntoView(place, "start");
    }
    setTriggerValue("act", item.dataset.act);
  };
  const key = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    const row = event.target.closest?.("[data-act][tabindex]");
    if (!row || row !== event.target) return;
    event.preventDefault();
    click(event);
  };
  root.addEventListener("click", click);
  root.addEventListener("keydown", key);
  return () => {
    root.removeEventListener("click", click);
    root.removeEventListener("keydown", key);
  };
}
