import { Component, render } from "preact";
import { useMemo, useReducer, useState } from "preact/hooks";
import { allRows, isTenth, rowMaker, slowly } from "./data.js";

const make = rowMaker();

function reduce({ data, selected }, { type, id, count }) {
  switch (type) {
    case "create":
      return { data: make(count), selected: null };
    case "append":
      return { data: [...data, ...make(1000)], selected };
    case "update":
      return { data: data.map((row) => (isTenth(row) ? { ...row, label: `${row.label} !!!` } : row)), selected };
    case "swap": {
      if (data.length <= 998) return { data, selected };
      const rows = data.slice();
      [rows[1], rows[998]] = [rows[998], rows[1]];
      return { data: rows, selected };
    }
    case "remove":
      return { data: data.filter((row) => row.id !== id), selected };
    case "select":
      return { data, selected: id };
    default:
      return { data: [], selected: null };
  }
}

/** Preact has no `memo` of its own outside of its React layer: a row says itself when it changes. */
class Row extends Component {
  shouldComponentUpdate({ row, isSelected }) {
    return row !== this.props.row || isSelected !== this.props.isSelected;
  }

  render({ row, isSelected, dispatch }) {
    return (
      <div class={isSelected ? "row selected" : "row"}>
        <div class="id">{row.id}</div>
        <button class="label" onClick={() => dispatch({ type: "select", id: row.id })}>
          {row.label}
        </button>
        <button class="remove" onClick={() => dispatch({ type: "remove", id: row.id })}>
          x
        </button>
      </div>
    );
  }
}

function Rows() {
  const [{ data, selected }, dispatch] = useReducer(reduce, { data: [], selected: null });
  return (
    <div class="page">
      <div class="bar">
        <button onClick={() => dispatch({ type: "create", count: 1000 })}>Create 1000</button>
        <button onClick={() => dispatch({ type: "create", count: 10_000 })}>Create 10000</button>
        <button onClick={() => dispatch({ type: "append" })}>Append 1000</button>
        <button onClick={() => dispatch({ type: "update" })}>Update every 10th</button>
        <button onClick={() => dispatch({ type: "swap" })}>Swap</button>
        <button onClick={() => dispatch({ type: "clear" })}>Clear</button>
      </div>
      <div class="rows">
        {data.map((row) => (
          <Row key={row.id} row={row} isSelected={selected === row.id} dispatch={dispatch} />
        ))}
      </div>
    </div>
  );
}

function Work({ milliseconds }) {
  const [text, setText] = useState("");
  const result = useMemo(() => slowly(milliseconds, text), [milliseconds, text]);
  return (
    <div class="page">
      <input aria-label="Field" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <div class="result">{result}</div>
    </div>
  );
}

class FilterRow extends Component {
  shouldComponentUpdate({ row }) {
    return row !== this.props.row;
  }

  render({ row }) {
    return (
      <div class="row">
        <div class="id">{row.id}</div>
        <div class="label">{row.label}</div>
      </div>
    );
  }
}

function Filter() {
  const data = useMemo(allRows, []);
  const [query, setQuery] = useState("");
  const shown = useMemo(() => data.filter(({ label }) => label.includes(query)), [data, query]);
  return (
    <div class="page">
      <input aria-label="Filter" value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
      <div class="result">{`${shown.length} of 10000`}</div>
      <div class="rows">
        {shown.map((row) => (
          <FilterRow key={row.id} row={row} />
        ))}
      </div>
    </div>
  );
}

export const rows = (root) => render(<Rows />, root);
export const work = (root, milliseconds) => render(<Work milliseconds={milliseconds} />, root);
export const filter = (root) => render(<Filter />, root);
