// The path of the page: which of its apps follows it, and where programs and links lead.

const TOLD_ROUTED = 7;

/** Of the apps with one base that use the Router, one follows the page's path; the others have their own. */
const OWNER = 1, GUEST = 2;

/** All apps of the page: they share its path. */
const all = new Set();

/** Goes to another path without leaving the page. */
function push(url) {
  if (url.href === location.href) return;
  history.pushState(null, "", url);
  for (const routes of all) routes.notice();
}

/** The path of one app below a path of the page; `deliver` tells of changes. */
export function createRoutes(basePath, deliver) {
  const base = new URL(`${basePath}/`.replace(/\/+$/, "/"), location.origin).pathname;
  const start = location.pathname;

  /** The program's path: what follows the base; `/` if the page is elsewhere. */
  const route = () => {
    const path = location.pathname;
    if (!path.startsWith(base)) return "/";
    const route = path.slice(base.length - 1);
    try {
      return decodeURI(route);
    } catch {
      return route;
    }
  };
  let path = route();

  const routes = {
    base,
    /** Whether the app follows the page's path; 0 as long as nobody asked for that. */
    role: 0,

    /** Whether a path of the page is one of the program's. */
    inside: (pathname) => pathname.startsWith(base) || `${pathname}/` === base,

    /** The path at which an engine starts: a program that has gone somewhere stays there. */
    current() {
      if (!routes.role || (routes.role === OWNER && routes.inside(location.pathname))) path = route();
      return path;
    },

    /** Makes the app follow the page's path, unless another one with its base does; answers whether it does. */
    claim() {
      if (!routes.role) {
        const taken = [...all].some((other) => other.role === OWNER && other.base === base);
        routes.role = taken ? GUEST : OWNER;
        // The path may have changed since the start.
        routes.notice();
      }
      return routes.role === OWNER;
    },

    /** Goes where the program wants; the query and the hash stay unless they are given. */
    navigate(target) {
      const [, route, search, hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(target);
      const url = new URL(base + encodeURI(route.slice(1)), location.origin);
      if (!url.pathname.startsWith(base)) return;
      url.search = search ?? location.search;
      url.hash = hash ?? (search === undefined ? location.hash : "");
      path = route;
      if (routes.claim()) push(url);
    },

    /** Reports the path if it is not the one that the program knows. */
    notice() {
      if (routes.role !== OWNER) return;
      // Elsewhere on the host's site the program stays where it is; where it started is its `/`.
      if (!routes.inside(location.pathname) && location.pathname !== start) return;
      const found = route();
      if (found === path) return;
      path = found;
      deliver(null, TOLD_ROUTED, 0, 0, 0, 0, Date.now(), path);
    },

    /** The longest waiting guest takes over from an app that is gone. */
    close() {
      all.delete(routes);
      if (routes.role !== OWNER) return;
      for (const other of all) {
        if (other.role !== GUEST || other.base !== base) continue;
        other.role = OWNER;
        return other.notice();
      }
    },
  };
  all.add(routes);
  return routes;
}

/** The rule of links: a plain click on a link to a route of an app of this page navigates by route. */
export function follow(event, link) {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const elsewhere = (link.target && link.target !== "_self") || link.hasAttribute("download");
  if (event.defaultPrevented || event.button || modified || elsewhere) return;
  const url = new URL(link.href, location.href);
  const routed = [...all].some(({ role, inside }) => role === OWNER && inside(url.pathname));
  if (url.origin !== location.origin || !routed) return;
  // A part of what is shown is the browser's to find.
  if (url.hash && url.pathname === location.pathname) return;
  event.preventDefault();
  if (!url.search && !url.hash) {
    url.search = location.search;
    url.hash = location.hash;
  }
  push(url);
}
