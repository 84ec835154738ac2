// Resolves when the tab that holds a lock has ended; never where there are no locks.
export function whenFree(name) {
  if (!navigator.locks) return new Promise(() => {});
  return navigator.locks.request(name, () => {});
}
