// What all apps show. Texts follow from the number of a row, so that every app ends with the same page.

const ADJECTIVES =
  "pretty large big small tall short long handsome plain quaint clean elegant easy angry crazy helpful mushy odd unsightly adorable important inexpensive cheap expensive fancy".split(
    " ",
  );
const COLOURS = "red yellow blue green pink brown purple brown white black orange".split(" ");
const NOUNS = "table chair house bbq desk car pony cookie sandwich burger pizza mouse keyboard".split(" ");

export const labelOf = (id) =>
  `${ADJECTIVES[(id * 7) % ADJECTIVES.length]} ${COLOURS[(id * 3) % COLOURS.length]} ${NOUNS[(id * 5) % NOUNS.length]}`;

/** Rows with ascending numbers that are never given twice; `make` says what a row is in a framework. */
export function rowMaker(make = (id, label) => ({ id, label })) {
  let next = 1;
  return (count) => Array.from({ length: count }, () => make(next, labelOf(next++)));
}

export const isTenth = ({ id }) => id % 10 === 1;

/** The rows that are filtered. */
export const allRows = () => Array.from({ length: 10_000 }, (_, index) => ({ id: index + 1, label: labelOf(index + 1) }));

/** Computes until `milliseconds` have passed, then answers. */
export function slowly(milliseconds, text) {
  if (text !== "") {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }
  return `<${text.toUpperCase()}>`;
}
