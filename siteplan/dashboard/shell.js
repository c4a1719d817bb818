// The page's language, and Streamlit's own leftover words in it. Words come from text/pages.toml.
let observer = null;

const ENGLISH = [
  ["skip", /^Skip to main content$/],
  ["upload", /^(Upload|Browse files)$/],
  ["drop", /^Drag and drop files? here$/],
  ["limit", /^(?:Limit )?(\d+(?:\.\d+)?)\s?MB per file\b.*$/],
  ["options", /^Choose (?:an option|options)$/],
  ["none", /^No (?:results|options to select\.?)$/],
  ["full", /^You can only select up to (\d+) options.*$/],
];
const LABELS = [
  ["clear", /^Clear (?:all|value)$/],
  ["open", /^open$/i],
  ["menu", /^(?:Open|Expand) sidebar$/],
];

function say(words, table, text) {
  for (const [key, pattern] of table) {
    const found = text.trim().match(pattern);
    if (found && words[key]) return words[key].replace("{n}", found[1] ?? "");
  }
  return null;
}

function translate(root, words) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const said = say(words, ENGLISH, node.nodeValue);
    if (said && said !== node.nodeValue) node.nodeValue = said;
  }
  for (const item of root.querySelectorAll?.("[aria-label], [placeholder], [title]") ?? []) {
    for (const name of ["aria-label", "placeholder", "title"]) {
      const value = item.getAttribute(name);
      const said = value && (say(words, LABELS, value) ?? say(words, ENGLISH, value));
      if (said && said !== value) item.setAttribute(name, said);
    }
  }
}

export default function ({ data, setStateValue }) {
  const narrow = innerWidth < 760;
  if (narrow !== data.narrow) setStateValue("narrow", narrow);
  document.documentElement.lang = data.language;
  observer?.disconnect();
  observer = null;
  if (data.language === "en") return;
  translate(document.body, data.words);
  observer = new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.nodeType === 1) translate(node, data.words);
        else if (node.parentElement) translate(node.parentElement, data.words);
  });
  observer.observe(document.body, { childList: true, subtree: true });
}
