// Elements: makes DOM nodes without a string of markup, so that no text can ever become a tag.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An element with properties (`class`, `data-…`, `aria-…`, `on…`) and children; null children are left out. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** One of the symbols drawn at the top of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Show a count in a badge, or hide the badge at zero. */
export function showCount(badge, count) {
  badge.hidden = !count;
  badge.textContent = count > 99 ? "99+" : String(count || "");
}

/** The arrow keys, Home and End move the focus among the buttons inside `container`. */
export function moveWithArrows(container, selector, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const buttons = [...container.querySelectorAll(selector)];
  const here = buttons.indexOf(document.activeElement);
  let next = null;
  if (step) next = here < 0 ? 0 : (here + step + buttons.length) % buttons.length;
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = buttons.length - 1;
  if (next === null || !buttons.length) return;
  event.preventDefault();
  buttons[next].focus();
}
