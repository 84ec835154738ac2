// No framework: the floor. A row is cloned from a template, events are delegated.

import { allRows, isTenth, rowMaker, slowly } from "./data.js";

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstChild;
}

const ROW = `<div class="row"><div class="id"> </div><button class="label"> </button><button class="remove">x</button></div>`;

export function rows(root) {
  const page = element(
    `<div class="page"><div class="bar"><button>Create 1000</button><button>Create 10000</button><button>Append 1000</button><button>Update every 10th</button><button>Swap</button><button>Clear</button></div><div class="rows"></div></div>`,
  );
  root.append(page);
  const [bar, list] = page.children;
  const template = element(ROW);
  const make = rowMaker((id, label) => {
    const node = template.cloneNode(true);
    const [number, button] = node.children;
    number.firstChild.nodeValue = id;
    button.firstChild.nodeValue = label;
    const row = { id, label, node, text: button.firstChild };
    node.row = row;
    return row;
  });
  let data = [];
  let selected = null;
  const select = (row) => {
    if (selected) selected.node.className = "row";
    selected = row;
    if (row) row.node.className = "row selected";
  };
  const show = (rows) => {
    const empty = list.childNodes.length === 0;
    if (empty) list.remove();
    for (const { node } of rows) list.append(node);
    if (empty) page.append(list);
  };
  const clear = () => {
    select(null);
    data = [];
    list.textContent = "";
  };
  const create = (count) => {
    clear();
    data = make(count);
    show(data);
  };
  const actions = [
    () => create(1000),
    () => create(10_000),
    () => {
      const more = make(1000);
      data.push(...more);
      show(more);
    },
    () => {
      for (const row of data) {
        if (!isTenth(row)) continue;
        row.label += " !!!";
        row.text.nodeValue = row.label;
      }
    },
    () => {
      if (data.length <= 998) return;
      const [early, late] = [data[1], data[998]];
      [data[1], data[998]] = [late, early];
      const after = late.node.nextSibling;
      list.insertBefore(late.node, early.node);
      list.insertBefore(early.node, after);
    },
    clear,
  ];
  [...bar.children].forEach((button, index) => button.addEventListener("click", actions[index]));
  list.addEventListener("click", ({ target }) => {
    const row = target.closest(".row")?.row;
    if (!row) return;
    if (target.className === "label") select(row);
    if (target.className === "remove") {
      data.splice(data.indexOf(row), 1);
      row.node.remove();
    }
  });
}

export function work(root, milliseconds) {
  const page = element(`<div class="page"><input aria-label="Field"><div class="result">&lt;&gt;</div></div>`);
  root.append(page);
  const [field, result] = page.children;
  field.addEventListener("input", () => {
    result.firstChild.nodeValue = slowly(milliseconds, field.value);
  });
}

export function filter(root) {
  const page = element(`<div class="page"><input aria-label="Filter"><div class="result"> </div><div class="rows"></div></div>`);
  const [field, result, list] = page.children;
  const template = element(`<div class="row"><div class="id"> </div><div class="label"> </div></div>`);
  const data = allRows();
  for (const row of data) {
    row.node = template.cloneNode(true);
    row.node.firstChild.firstChild.nodeValue = row.id;
    row.node.lastChild.firstChild.nodeValue = row.label;
  }
  const show = () => {
    // One walk along the rows and what is shown: keeps what stays, removes and inserts the rest.
    let shown = 0;
    let at = list.firstChild;
    for (const { label, node } of data) {
      if (label.includes(field.value)) {
        shown += 1;
        if (at === node) at = at.nextSibling;
        else list.insertBefore(node, at);
      } else if (at === node) {
        at = at.nextSibling;
        node.remove();
      }
    }
    result.firstChild.nodeValue = `${shown} of 10000`;
  };
  show();
  field.addEventListener("input", show);
  root.append(page);
}
