// Boxes of the app, 1000 × 760 (style.md §3 sizes, §5).

const text = "font: [size: 20, family: LIST { Monospace }], line_height: 1";
/** Three letters of the monospaced font. */
const box = (name, style = "") => `Element/label(style: [${style}], label: TEXT { ${name} })`;
const whole = "css=:scope > *";
const row = (style, ...items) =>
  `Element/stripe(direction: Row, style: [${text}, ${style}], items: LIST { ${items.join("\n")} })`;
const column = (style, ...items) =>
  `Element/stripe(direction: Column, style: [${text}, ${style}], items: LIST { ${items.join("\n")} })`;

export const layout = {
  "a row centres its items vertically and keeps their size": {
    program: row("height: 100", box("one"), box("two", "height: 40, width: 50")),
    boxes: { one: { x: 0, y: 40, width: 36, height: 20 }, two: { x: 36, y: 30, width: 50, height: 40 } },
  },
  "a column starts at the left with items of their natural width": {
    program: column("width: 300", box("one"), box("twotwo")),
    boxes: { one: { x: 0, y: 0, width: 36 }, twotwo: { x: 0, y: 20, width: 72 } },
  },
  "Fill shares what is left of a row": {
    program: row("width: 500", box("a", "width: 80"), box("b", "width: Fill"), box("c", "width: Fill"), box("d", "width: 20")),
    boxes: { a: { width: 80 }, b: { x: 80, width: 200 }, c: { x: 280, width: 200 }, d: { x: 480, width: 20 } },
  },
  "Fill shares equally whatever the contents are": {
    program: row("width: 600", box("a", "width: Fill"), box("much longer than a", "width: Fill"), box("c", "width: Fill")),
    boxes: { a: { width: 200 }, "much longer than a": { x: 200, width: 200 }, c: { x: 400, width: 200 } },
  },
  "Fill shares what is left of a column": {
    program: column("height: 300", box("a", "height: 60"), box("b", "height: Fill"), box("c", "height: Fill")),
    boxes: { a: { height: 60 }, b: { y: 60, height: 120 }, c: { y: 180, height: 120 } },
  },
  "Fill across is as large as the parent": {
    program: row(
      "width: Fill",
      column("width: 200", box("wide", "width: Fill")),
      row("height: 70", box("high", "height: Fill")),
    ),
    boxes: { wide: { width: 200 }, high: { height: 70 } },
  },
  "Fill across a row that is as high as its highest item": {
    program: row("", box("low", "height: Fill"), box("high", "height: 90")),
    boxes: { low: { y: 0, height: 90 } },
  },
  "exact sizes neither shrink nor grow": {
    program: row(
      "width: 100",
      box("a", "width: 80"),
      box("b", "width: 80"),
      column("height: 30, width: 10", box("c", "height: 25"), box("d", "height: 25")),
    ),
    boxes: { a: { width: 80 }, b: { x: 80, width: 80 }, c: { height: 25 }, d: { height: 25 } },
  },
  "a box of 550 in a centred column stays so and is centred": {
    program: column("width: Fill, align: [row: Center]", column("width: 550", box("wide", "width: Fill"))),
    boxes: { wide: { x: 225, width: 550 } },
  },
  "sizes have bounds": {
    program: row(
      "width: Fill, height: [sizing: Fill, minimum: Screen], align: [column: Top]",
      box("a", "width: [sizing: Fill, maximum: 550]"),
      box("b", "width: [sizing: 50, minimum: 120]"),
      box("c", "width: [maximum: 24], height: [minimum: 33]"),
      box("d", "height: Fill"),
    ),
    boxes: { a: { width: 550 }, b: { x: 550, width: 120 }, c: { width: 12, height: 33 }, d: { height: 760 } },
    styles: { c: { "min-height": "33px", "max-width": "24px" } },
  },
  "size overrides width and height": {
    program: column("", box("a", "size: 40, width: 10, height: Fill")),
    boxes: { a: { width: 40, height: 40 } },
  },
  "native controls fill a row and a column": {
    program: column(
      "width: 400",
      row(
        "width: Fill",
        `Element/text_input(style: [width: Fill], label: Hidden[text: TEXT { Field }])`,
        box("a", "width: 100"),
      ),
      `Element/slider(style: [width: Fill], label: Hidden[text: TEXT { Range }])`,
      `Element/select(style: [width: Fill], label: Hidden[text: TEXT { Choice }], options: LIST { [value: TEXT { v }, label: TEXT { v }] })`,
    ),
    boxes: { Field: { width: 300 }, Range: { width: 400 }, Choice: { width: 400 } },
  },
  "native controls share a row equally": {
    program: row(
      "width: 600",
      `Element/text_input(style: [width: Fill], label: Hidden[text: TEXT { One }])`,
      `Element/text_input(style: [width: Fill], label: Hidden[text: TEXT { Two }])`,
      `Element/text_input(style: [width: Fill], label: Hidden[text: TEXT { Three }])`,
    ),
    boxes: { One: { width: 200 }, Two: { x: 200, width: 200 }, Three: { x: 400, width: 200 } },
  },
  "layers share one cell at the top left and may overflow": {
    program: `Element/stack(style: [${text}], layers: LIST {
      ${box("one", "width: 100, height: 50")}
      ${box("two", "width: 30, transform: [move_right: 90, move_down: 40]")}
      ${box("text")}
    })`,
    boxes: {
      one: { x: 0, y: 0, width: 100, height: 50 },
      two: { x: 90, y: 40, width: 30, height: 20 },
      text: { x: 0, y: 0, width: 48, height: 20 },
      [whole]: { height: 50 },
    },
  },
  "layers fill the stack and are aligned in it": {
    program: `Element/stack(style: [${text}, width: 200, height: 100], layers: LIST {
      ${box("fill", "width: Fill, height: Fill")}
      ${box("end", "align: Right")}
      ${box("mid", "align: Center")}
      ${box("low", "align: Bottom")}
    })`,
    boxes: {
      fill: { width: 200, height: 100 },
      end: { x: 164, y: 0 },
      mid: { x: 82, y: 40 },
      low: { x: 0, y: 80 },
    },
  },
  "the content of a stack is aligned": {
    program: `Element/stack(style: [${text}, width: 200, height: 100, align: [row: Center, column: Bottom]], layers: LIST {
      ${box("one")}
    })`,
    boxes: { one: { x: 82, y: 80 } },
  },
  "Fill at the top covers the page": {
    program: column("width: Fill, height: Fill", box("one")),
    boxes: { [whole]: { x: 0, y: 0, width: 1000, height: 760 } },
  },
  "the background of a page that is longer than the screen covers it": {
    program: column("width: Fill, height: Fill", box("one", "height: 2000"), box("end")),
    boxes: { [whole]: { height: 760 }, one: { height: 2000 } },
    styles: { [whole]: { "overflow-y": "auto" } },
  },
  "what scrolls inside a page of the screen's height keeps to it": {
    program: column(
      "width: Fill, height: Fill",
      box("head", "height: 60"),
      column("width: Fill, height: Fill, scrollbars: True", box("long", "height: 3000")),
      box("foot", "height: 40"),
    ),
    boxes: { head: { y: 0 }, foot: { y: 720, height: 40 }, long: { y: 60, height: 3000 } },
  },
  "gaps are between visible items only": {
    program: `Element/stripe(direction: Column, gap: 10, style: [${text}], items: LIST {
      NoElement
      ${box("one")}
      NoElement
      LATEST {}
      ${box("two")}
      NoElement
    })`,
    boxes: { one: { y: 0 }, two: { y: 30 }, [whole]: { height: 50 } },
  },
  "a gap of a row": {
    program: `Element/stripe(direction: Row, gap: 7.5, style: [${text}], items: LIST { ${box("one")}, ${box("two")} })`,
    boxes: { one: { x: 0 }, two: { x: 43.5 } },
  },
  "paddings of all forms": {
    program: column(
      "width: 400",
      box("all", "padding: 12"),
      box("axes", "padding: [row: 15, column: 10]"),
      box("sides", "padding: [row: 5, left: 60, top: 1]"),
    ),
    styles: {
      all: { padding: "12px" },
      axes: { padding: "10px 15px" },
      sides: { padding: "1px 5px 0px 60px" },
    },
    boxes: { all: { width: 60, height: 44 } },
  },
  "align of a row's content": {
    program: column(
      "width: 300",
      row("width: Fill, align: [row: Center]", box("center")),
      row("width: Fill, align: [row: Right]", box("right!")),
      row("width: Fill, align: [row: End]", box("finish")),
      row("width: Fill, height: 60, align: [column: Bottom]", box("bottom")),
      row("width: Fill, height: 60, align: [column: Start]", box("start!")),
      row("width: Fill, height: 60, align: [cross: End]", box("cross!")),
    ),
    boxes: {
      center: { x: 114 },
      "right!": { x: 228 },
      finish: { x: 228 },
      bottom: { y: 100 },
      "start!": { y: 120 },
      "cross!": { y: 220 },
    },
  },
  "a centred row that is too wide": {
    program: column(
      "width: 300",
      row("width: Fill, align: [row: Center]", box("first!", "width: 400"), box("second")),
    ),
    boxes: { "first!": { x: 0 } },
  },
  "align of a column's content": {
    program: row(
      "height: 100, width: 900, align: [column: Top]",
      column("width: 100, height: 90, align: [row: Center]", box("mid")),
      column("width: 100, height: 90, align: [row: Right, column: Bottom]", box("end")),
      column("width: 100, height: 90, align: [cross: Center, column: Center]", box("cross")),
      column("width: 100, height: 90, align: [row: Center]", box("fill", "width: Fill")),
    ),
    boxes: {
      mid: { x: 32, y: 0 },
      end: { x: 164, y: 70 },
      cross: { x: 220, y: 35 },
      fill: { x: 300, width: 100 },
    },
  },
  "align of containers, blocks, labels and texts": {
    program: column(
      "width: 200",
      `Element/container(style: [width: Fill, align: [row: Center]], child: ${box("inc")})`,
      `Element/block(style: [width: Fill, align: [row: Right]], child: ${box("inb")})`,
      `Element/container(style: [width: Fill, align: [row: Right]], child: TEXT { bare })`,
      box("label", "width: Fill, align: [row: Right]"),
      `Element/text(style: [width: Fill, align: [row: Center]], text: TEXT { text })`,
      `Element/container(style: [width: Fill, height: 60, align: [row: Center, column: Center]], child: ${box("two")})`,
    ),
    boxes: { inc: { x: 82 }, inb: { x: 164 }, label: { x: 0, width: 200 }, two: { x: 82, y: 120 } },
    styles: { label: { "text-align": "right" }, text: { "text-align": "center" } },
  },
  "a tag places the box itself in a column": {
    program: column(
      "width: 300",
      box("left", "align: Left"),
      box("right", "align: Right"),
      box("center", "align: Center"),
    ),
    boxes: { left: { x: 0 }, right: { x: 240, width: 60 }, center: { x: 114, width: 72 } },
  },
  "a tag places the box itself in a row": {
    program: row(
      "width: 300, height: 60",
      box("one"),
      box("top", "align: Top"),
      box("low", "align: Bottom"),
      box("end", "align: Right"),
    ),
    boxes: { one: { y: 20 }, top: { x: 36, y: 0 }, low: { y: 40 }, end: { x: 264, y: 20 } },
  },
  "Center in a row takes the middle of what is left": {
    program: row("width: 300", box("mid", "align: Center")),
    boxes: { mid: { x: 132, width: 36 } },
  },
  "a centred row of controls at the root is in the middle": {
    program: row("width: Fill, align: Center", box("one"), box("two")),
    boxes: { one: { x: 464 }, two: { x: 500 } },
  },
  "a centred row without a width at the root is in the middle": {
    program: row("align: Center", box("one"), box("two")),
    boxes: { one: { x: 464 }, two: { x: 500 } },
  },
  "a control at the root has its own size, and its place there": {
    program: `Element/button(style: [${text}, align: Center, padding: 10], label: TEXT { one })`,
    boxes: { one: { x: 472, width: 56, height: 40 } },
  },
  "a label at the root wraps at the width of the page": {
    program: box(Array.from({ length: 60 }, () => "word").join(" "), text),
    boxes: { [whole]: { width: 1000, height: 80 } },
  },
  "a box at the right of the root": {
    program: row("align: Right, width: 100", box("one")),
    boxes: { one: { x: 900 } },
  },
  "a paragraph flows": {
    program: `Element/paragraph(style: [${text}, width: 240], contents: LIST {
      TEXT { see }
      Text/space()
      Element/link(label: TEXT { this }, to: TEXT { / })
      Text/space()
      ${box("that")}
      Text/space()
      TEXT { and so on }
    })`,
    boxes: { this: { x: 48, width: 48 }, that: { x: 108, width: 48 }, "css=p": { height: 40 } },
  },
  "a button is as large as its text and a sized one centres it": {
    program: column(
      "width: 300",
      `Element/button(label: TEXT { fit })`,
      `Element/button(style: [width: 100, height: 60, font: [align: Center]], label: ${box("mid")})`,
      `Element/button(style: [size: 50, align: [row: Center, column: Center]], label: ${box("two")})`,
    ),
    boxes: { fit: { width: 36, height: 20 }, mid: { y: 40, height: 20 }, two: { y: 95 } },
    styles: { mid: { "text-align": "center" } },
  },
  "a checkbox is a row around its icon": {
    program: row(
      "",
      `Element/checkbox(style: [size: 40, align: [row: Center, column: Center]], label: Hidden[text: TEXT { Box }], icon: ${box("x")})`,
      `Element/checkbox(style: [padding: 5], label: Hidden[text: TEXT { Wide }], icon: Element/container(style: [size: 30]))`,
    ),
    boxes: { Box: { width: 40, height: 40 }, x: { x: 14, y: 10 }, Wide: { x: 40, width: 40, height: 40 } },
  },
  "the row of a to-do is aligned": {
    program: row(
      "width: 550",
      `Element/checkbox(style: [width: 60, height: 40], label: Hidden[text: TEXT { Done }], icon: Element/container(style: [size: 40]))`,
      box("title", "width: Fill, padding: [column: 15, right: 15]"),
      `Element/button(style: [size: 40, font: [align: Center]], label: TEXT { x })`,
    ),
    boxes: {
      Done: { x: 0, y: 5, width: 60, height: 40 },
      title: { x: 60, y: 0, width: 450, height: 50 },
      x: { x: 510, y: 5, width: 40, height: 40 },
    },
  },
  "a scrollable box keeps its size": {
    program: column("width: 200, height: 100, scrollbars: True", box("long", "height: 500, width: 300")),
    boxes: { [whole]: { width: 200, height: 100 }, long: { width: 300, height: 500 } },
    styles: { [whole]: { "overflow-x": "auto", "overflow-y": "auto" } },
  },
  "an invisible box keeps its space": {
    program: column("", box("gone", "visible: False"), box("here", "visible: True")),
    boxes: { gone: { height: 20 }, here: { y: 20 } },
    styles: { gone: { visibility: "hidden" }, here: { visibility: "visible" } },
  },
  "a svg has its size as attributes and children outside of it show": {
    program: column(
      "",
      `Element/svg(style: [width: 460, height: 300, background: TEXT { #eee }], children: LIST {
        Element/svg_circle(cx: 450, cy: 20, r: 20.5, style: [fill: TEXT { none }, stroke: TEXT { #3498db }, stroke_width: 2])
        Element/svg_circle(cx: 20, cy: 20, r: 10, style: [fill: Oklch[lightness: 1], stroke: Red])
      })`,
    ),
    boxes: { "css=svg": { width: 460, height: 300 } },
    styles: { "css=svg": { overflow: "visible", "background-color": "rgb(238, 238, 238)" }, "css=circle": { cursor: "pointer" } },
    attributes: {
      "css=svg": { width: "460", height: "300" },
      "css=circle": { fill: "none", stroke: "#3498db", "stroke-width": "2", r: "20.5" },
      "css=circle:nth-child(2)": { fill: "oklch(100% 0 0)", stroke: "red" },
    },
  },
  "transforms do not move what follows": {
    program: column(
      "",
      box("one", "transform: [move_right: 30, move_up: 5, rotate: 90], width: 40"),
      box("two", "rotate: 180, width: 40"),
      box("three"),
    ),
    styles: {
      one: { transform: "matrix(0, 1, -1, 0, 30, -5)" },
      two: { transform: "matrix(-1, 0, 0, -1, 0, 0)" },
    },
    boxes: { one: { x: 40, y: -15, width: 20, height: 40 }, three: { y: 40 } },
  },
};
