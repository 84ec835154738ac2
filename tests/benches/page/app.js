// Starts one view of one app: `?app=solid&view=rows`. `globalThis.started` resolves when it is on the page.
//
// With `until`, a condition in JS, `globalThis.mounting` answers the milliseconds from the insertion of a program's
// element to the paint that shows what the condition asks for.

import { untilPaint } from "./driver.js";

const query = new URLSearchParams(location.search);
const app = query.get("app");
const view = query.get("view");
const work = Number(query.get("work") ?? 200);

globalThis.started = app === "offstage" ? startOffstage() : startPeer();

async function startPeer() {
  const { [view]: mount } = await import(`/apps/${app}.js`);
  const root = document.createElement("div");
  document.body.append(root);
  mount(root, work);
}

async function startOffstage() {
  await import("/dist/offstage.js");
  const element = document.createElement("offstage-app");
  element.setAttribute("src", query.get("src") ?? `/offstage/${view}.bn?${query}`);
  const running = new Promise((resolve, reject) => {
    new MutationObserver(() => {
      const state = element.getAttribute("state");
      if (state === "running") resolve();
      if (state === "failed") reject(new Error(element.textContent));
    }).observe(element, { attributes: true });
  });
  const mount = () => {
    globalThis.mountedAt = performance.now();
    document.body.append(element);
  };
  if (query.has("until")) globalThis.mounting = untilPaint(mount, new Function(`return ${query.get("until")}`));
  else mount();
  return running;
}
