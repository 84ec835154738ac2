import { memo, useCallback, useMemo, useReducer, useState } from "react";
import { createRoot } from "react-dom/client";
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

const Row = memo(({ row, isSelected, dispatch }) => (
  <div className={isSelected ? "row selected" : "row"}>
    <div className="id">{row.id}</div>
    <button className="label" onClick={() => dispatch({ type: "select", id: row.id })}>
      {row.label}
    </button>
    <button className="remove" onClick={() => dispatch({ type: "remove", id: row.id })}>
      x
    </button>
  </div>
));

function Rows() {
  const [{ data, selected }, dispatch] = useReducer(reduce, { data: [], selected: null });
  return (
    <div className="page">
      <div className="bar">
        <button onClick={() => dispatch({ type: "create", count: 1000 })}>Create 1000</button>
        <button onClick={() => dispatch({ type: "create", count: 10_000 })}>Create 10000</button>
        <button onClick={() => dispatch({ type: "append" })}>Append 1000</button>
        <button onClick={() => dispatch({ type: "update" })}>Update every 10th</button>
        <button onClick={() => dispatch({ type: "swap" })}>Swap</button>
        <button onClick={() => dispatch({ type: "clear" })}>Clear</button>
      </div>
      <div className="rows">
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
    <div className="page">
      <input aria-label="Field" value={text} onChange={(event) => setText(event.target.value)} />
      <div className="result">{result}</div>
    </div>
  );
}

const FilterRow = memo(({ row }) => (
  <div className="row">
    <div className="id">{row.id}</div>
    <div className="label">{row.label}</div>
  </div>
));

function Filter() {
  const data = useMemo(allRows, []);
  const [query, setQuery] = useState("");
  const shown = useMemo(() => data.filter(({ label }) => label.includes(query)), [data, query]);
  const edited = useCallback((event) => setQuery(event.target.value), []);
  return (
    <div className="page">
      <input aria-label="Filter" value={query} onChange={edited} />
      <div className="result">{`${shown.length} of 10000`}</div>
      <div className="rows">
        {shown.map((row) => (
          <FilterRow key={row.id} row={row} />
        ))}
      </div>
    </div>
  );
}

export const rows = (root) => createRoot(root).render(<Rows />);
export const work = (root, milliseconds) => createRoot(root).render(<Work milliseconds={milliseconds} />);
export const filter = (root) => createRoot(root).render(<Filter />);
