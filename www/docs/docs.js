// Runs the programs of a page, each when it comes into view, and searches on the front pages.

import { element } from "/playground/elements.js";

// See preview.js of the playground: what goes through this policy no browser executes.
const boon = globalThis.trustedTypes?.createPolicy("docs-boon", { createScript: (source) => source });

/** @param {HTMLElement} figure */
function run(figure) {
  const source = figure.querySelector("code").textContent;
  const script = element("script", { type: "text/boon" });
  script.text = boon ? boon.createScript(source) : source;
  const problems = element("ul", { class: "problems" });
  figure.addEventListener("offstage-error", (event) => {
    for (const { message, severity } of event.detail.diagnostics) {
      problems.append(element("li", {}, `${severity ? `${severity}: ` : ""}${message}`));
    }
  });
  figure.querySelector(".result").append(element("offstage-app", { base: location.pathname }, script), problems);
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((entry) => entry.isIntersecting)) {
      observer.unobserve(entry.target);
      run(entry.target);
    }
  },
  { rootMargin: "200px" },
);
for (const figure of document.querySelectorAll(".snippet")) observer.observe(figure);

const contents = document.querySelector(".contents details");
if (contents && matchMedia("(max-width: 860px)").matches) contents.open = false;

const search = document.querySelector(".search input");
if (search) {
  const hits = document.querySelector(".hits");
  const items = [...hits.children].map((item) => ({ item, text: item.textContent.toLowerCase() }));
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const searching = words.length > 0;
    let count = 0;
    for (const { item, text } of items) {
      item.hidden = !words.every((word) => text.includes(word));
      count += Number(!item.hidden);
    }
    hits.hidden = !searching;
    document.querySelector(".cards").hidden = searching;
    document.querySelector(".found").textContent = searching ? `${count} found` : "";
  });
}
