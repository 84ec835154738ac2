import { For, createMemo, createSelector, createSignal } from "solid-js";
import { render } from "solid-js/web";
import { allRows, isTenth, rowMaker, slowly } from "./data.js";

function Rows() {
  const make = rowMaker((id, first) => {
    const [label, setLabel] = createSignal(first);
    return { id, label, setLabel };
  });
  const [data, setData] = createSignal([]);
  const [selected, setSelected] = createSignal(null);
  const isSelected = createSelector(selected);
  const create = (count) => {
    setData(make(count));
    setSelected(null);
  };
  const swap = () => {
    const rows = data().slice();
    if (rows.length <= 998) return;
    [rows[1], rows[998]] = [rows[998], rows[1]];
    setData(rows);
  };
  return (
    <div class="page">
      <div class="bar">
        <button onClick={() => create(1000)}>Create 1000</button>
        <button onClick={() => create(10_000)}>Create 10000</button>
        <button onClick={() => setData([...data(), ...make(1000)])}>Append 1000</button>
        <button onClick={() => data().filter(isTenth).forEach((row) => row.setLabel((label) => `${label} !!!`))}>
          Update every 10th
        </button>
        <button onClick={swap}>Swap</button>
        <button onClick={() => (setData([]), setSelected(null))}>Clear</button>
      </div>
      <div class="rows">
        <For each={data()}>
          {(row) => (
            <div class={isSelected(row.id) ? "row selected" : "row"}>
              <div class="id" textContent={row.id} />
              <button class="label" onClick={[setSelected, row.id]} textContent={row.label()} />
              <button class="remove" onClick={() => setData(data().filter(({ id }) => id !== row.id))}>
                x
              </button>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}

function Work({ milliseconds }) {
  const [text, setText] = createSignal("");
  const result = createMemo(() => slowly(milliseconds, text()));
  return (
    <div class="page">
      <input aria-label="Field" value={text()} onInput={(event) => setText(event.target.value)} />
      <div class="result">{result()}</div>
    </div>
  );
}

function Filter() {
  const data = allRows();
  const [query, setQuery] = createSignal("");
  const shown = createMemo(() => data.filter(({ label }) => label.includes(query())));
  return (
    <div class="page">
      <input aria-label="Filter" value={query()} onInput={(event) => setQuery(event.target.value)} />
      <div class="result">{`${shown().length} of 10000`}</div>
      <div class="rows">
        <For each={shown()}>
          {({ id, label }) => (
            <div class="row">
              <div class="id">{id}</div>
              <div class="label">{label}</div>
            </div>
          )}
        </For>
      </div>
    </div>
  );
}

export const rows = (root) => render(() => <Rows />, root);
export const work = (root, milliseconds) => render(() => <Work milliseconds={milliseconds} />, root);
export const filter = (root) => render(() => <Filter />, root);
