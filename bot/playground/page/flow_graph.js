// The flow's picture: takes in the server's SVG through a short list of tags, lights the step at which a run stands.

import { byId, moveWithArrows } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["svg", "g", "rect", "path", "polygon", "text"]);
const ATTRIBUTES = new Set(["viewBox", "width", "height", "x", "y", "rx", "fill", "stroke", "stroke-width",
  "stroke-dasharray", "d", "points", "font-size", "font-weight", "font-style", "font-family", "text-anchor", "aria-label",
  "data-step", "data-from", "data-to"]);

function rebuild(node) {
  const made = document.createElementNS(SVG, node.tagName);
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) made.setAttribute(name, value);
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && TAGS.has(child.tagName)) made.append(rebuild(child));
  }
  return made;
}

export function createGraph({ onStep }) {
  const holder = byId("graph");
  let [drawn, standing, was] = ["", null, ""];

  const cards = () => [...holder.querySelectorAll("[data-step]")];
  const light = () => {
    const path = standing?.path ?? [];
    const ways = new Set(path.slice(1).map((to, place) => `${path[place]} ${to}`));
    for (const card of cards()) {
      card.classList.toggle("is-walked", path.includes(card.dataset.step));
      card.classList.toggle("is-lit", card.dataset.step === standing?.step);
      if (card.dataset.step === standing?.step) card.setAttribute("aria-current", "step");
      else card.removeAttribute("aria-current");
    }
    for (const way of holder.querySelectorAll("[data-from]")) {
      way.classList.toggle("is-walked", ways.has(`${way.dataset.from} ${way.dataset.to}`));
    }
  };
  const reveal = () => {
    const card = holder.querySelector(".is-lit");
    if (!card) return;
    const [inside, around] = [card.getBoundingClientRect(), holder.getBoundingClientRect()];
    if (inside.top < around.top || inside.bottom > around.bottom) {
      holder.scrollBy({ top: inside.top - around.top - around.height / 3 });
    }
  };

  holder.addEventListener("click", (event) => {
    const card = event.target.closest("[data-step]");
    if (card) onStep(card.dataset.step);
  });
  holder.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && document.activeElement.dataset.step) onStep(document.activeElement.dataset.step);
    else moveWithArrows(holder, "[data-step]", event);
  });

  return {
    /** Draw the picture anew if it changed; an empty one leaves the last that could be drawn. */
    show(picture) {
      holder.classList.toggle("is-old", !picture && Boolean(drawn));
      if (!picture || picture === drawn) return;
      drawn = picture;
      const parsed = new DOMParser().parseFromString(picture, "image/svg+xml").documentElement;
      if (parsed.tagName !== "svg") return;
      const place = holder.scrollTop;
      holder.replaceChildren(rebuild(parsed));
      cards().forEach((card, index) => {
        card.setAttribute("role", "button");
        card.setAttribute("tabindex", index ? "-1" : "0");
        card.setAttribute("aria-label", `Step ${card.dataset.step}: go to its line`);
      });
      light();
      holder.scrollTop = place;
    },
    clear() { drawn = ""; holder.replaceChildren(); },
    follow(found) {
      standing = found;
      light();
      if (found?.step && found.step !== was) reveal();
      was = found?.step ?? "";
    },
  };
}
