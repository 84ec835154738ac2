// Long lists in groups that the browser leaves out as long as nobody sees them.
//
// A browser can leave out single items, but then looks in every frame for each whether it has come into sight, and lays
// all of them out as boxes among each other. A group is one box for some thirty items: what is in it costs neither
// styles nor layout before it is near the window. Only `dom.js` knows that there are groups: to the program and to the
// wasm side, items are children of their list.

/** How many items a group has at most, and with how few it joins one beside it. */
const MOST = 32, FEW = 8;

/** On a list: how high `n` of its items are, in CSS. */
const HEIGHT = Symbol();
/** On a group: how many items it has. */
const COUNT = Symbol();
/** On a group: whether the browser shows it; nothing before it has said so. That comes a frame later. */
const SHOWN = Symbol();
/** On a group: whether its items have changed since it was first sized. */
const CHANGED = Symbol();

/**
 * A group lays its items out as the list would, and is left out instead of them. Rings around what has the focus may
 * reach out of it.
 */
const STYLE = `display: inherit; flex-direction: inherit; gap: inherit; align-items: inherit; flex: none;
  align-self: stretch; content-visibility: auto; overflow-clip-margin: 16px; --off-screen: visible`;

export const isGroup = (node) => node?.[COUNT] !== undefined;
const isGrouped = (list) => list[HEIGHT] !== undefined;

/** The parent of a node, if there are both, as the program sees it. */
export function parentOf(node) {
  const parent = node?.parentNode;
  return isGroup(parent) ? parent.parentNode : parent;
}

/** How many children a parent has, as the program sees it. */
export function childCount(parent) {
  if (!isGrouped(parent)) return parent.childNodes.length;
  let count = 0;
  for (const group of parent.childNodes) count += group[COUNT] ?? 1;
  return count;
}

/** The groups of the lists below an element; `move` puts a node before a sibling in a parent. */
export function createGroups(host, signal, move) {
  /** Groups of which the number of items has changed. */
  const changed = new Set();

  const size = (group) => {
    const height = group.parentNode[HEIGHT].replaceAll("n", group[COUNT]);
    group.style.containIntrinsicSize = `none auto calc(${height})`;
  };

  let model;
  const create = () => {
    if (!model) {
      model = host.ownerDocument.createElement("div");
      model.role = "none";
      model.style.cssText = STYLE;
    }
    const group = model.cloneNode();
    group[COUNT] = 0;
    return group;
  };

  const createIn = (list, before) => list.insertBefore(create(), before);

  /** A new last group and its list, which gets it when it is full: what is on the page already takes nodes slower. */
  let last = null;
  let lastList;
  const finish = () => {
    if (!last) return;
    lastList.append(last);
    last = null;
  };

  /** Puts a new node at the end of a list, if there is a new group for it. */
  const append = (list, node) => {
    if (last && (lastList !== list || last[COUNT] >= MOST)) finish();
    if (!last) {
      const before = list.lastChild;
      if (isGroup(before) ? before[COUNT] < MOST : before) return false;
      last = create();
      lastList = list;
    }
    put(last, null, node);
    return true;
  };

  const count = (group, by) => {
    group[COUNT] += by;
    changed.add(group);
  };

  /** Moves an item and those after it in its group into another parent. */
  const shift = (first, parent, before) => {
    for (let item = first; item; ) {
      const next = item.nextSibling;
      put(parent, before, item);
      item = next;
    }
  };

  const put = (parent, before, node) => {
    if (isGroup(node.parentNode)) count(node.parentNode, -1);
    if (isGroup(parent)) count(parent, 1);
    move(parent, before, node);
  };

  /** Puts the items of a group into another one: browsers remember how high a group was, whatever is in it now. */
  const renew = (group) => {
    shift(group.firstChild, createIn(group.parentNode, group), null);
    group.remove();
  };

  /** Joins groups that have become small, and says how high they are. */
  const tidy = () => {
    finish();
    for (const group of changed) {
      // One that takes items in comes up once more.
      changed.delete(group);
      if (!group.parentNode) continue;
      for (const [beside, before] of [[group.previousSibling, null], [group.nextSibling, group.nextSibling?.firstChild]]) {
        if (group[COUNT] && group[COUNT] < FEW && isGroup(beside) && beside[COUNT] + group[COUNT] <= MOST) {
          shift(group.firstChild, beside, before);
        }
      }
      if (!group[COUNT]) group.remove();
      else if (group[SHOWN] === false) renew(group);
      else size(group);
      group[CHANGED] = group[CHANGED] !== undefined;
    }
  };

  host.addEventListener(
    "contentvisibilityautostatechange",
    ({ target, skipped }) => {
      if (!isGroup(target)) return;
      target[SHOWN] = !skipped;
      if (skipped && target[CHANGED] && target.parentNode) {
        renew(target);
        tidy();
      }
    },
    { capture: true, signal },
  );

  return {
    /** Whether the children of a list are these, as the program sees it. */
    contain(list, children) {
      if (!isGrouped(list)) return false;
      let at = 0;
      for (const group of list.childNodes) {
        if (!isGroup(group)) return false;
        for (const item of group.childNodes) if (item !== children[at++]) return false;
      }
      return at === children.length;
    },

    /** Places a node before a sibling, in a list or any other parent. */
    place(parent, before, node) {
      if (!isGrouped(parent)) return put(parent, before, node);
      if (!before && !node.isConnected && append(parent, node)) return;
      finish();
      let group = before ? before.parentNode : parent.lastChild;
      if (!isGroup(group) || group.parentNode !== parent) {
        // Page translators and extensions wrap nodes.
        group = createIn(parent, null);
        before = null;
      } else if (group[COUNT] >= MOST && node.parentNode !== group) {
        const previous = group.previousSibling;
        if (!before) {
          group = createIn(parent, null);
        } else if (before !== group.firstChild) {
          shift(before, createIn(parent, group.nextSibling), null);
          before = null;
        } else {
          group = isGroup(previous) && previous[COUNT] < MOST ? previous : createIn(parent, group);
          before = null;
        }
      }
      put(group, before, node);
    },

    /** Takes a node, if there is one, out of its parent. */
    take(node) {
      finish();
      const group = node?.parentNode;
      // What is in a list that has been emptied goes with its group.
      if (isGroup(group)) {
        if (!group.parentNode) return;
        count(group, -1);
      }
      node?.remove();
    },

    /** Puts the items of a list into groups, `n` of which are so high; without a height, out of them. */
    arrange(list, height) {
      if (list[HEIGHT] === height) return;
      finish();
      const wasGrouped = isGrouped(list);
      list[HEIGHT] = height;
      let group;
      for (const [at, node] of [...list.childNodes].entries()) {
        if (!wasGrouped) {
          if (at % MOST === 0) group = createIn(list, node);
          put(group, null, node);
        } else if (isGroup(node) && height === undefined) {
          shift(node.firstChild, list, node);
          node.remove();
        } else if (isGroup(node)) {
          changed.add(node);
        }
      }
    },

    tidy,
  };
}
