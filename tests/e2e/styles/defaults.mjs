// Elements without any style: nothing of the browser's look shows (style.md §1).

const bare = {
  "margin-top": "0px",
  "margin-bottom": "0px",
  "margin-left": "0px",
  "padding-left": "0px",
  "border-top-width": "0px",
  "background-color": "rgba(0, 0, 0, 0)",
  "font-family": "monospace",
  "font-size": "20px",
  "font-weight": "300",
  color: "rgb(255, 0, 0)",
  "text-decoration-line": "none",
  "list-style-type": "none",
  "box-sizing": "border-box",
  "white-space-collapse": "preserve",
};

const font = "font: [size: 20, weight: Light, color: Red, family: LIST { Monospace }]";

const tags = "Header Footer Section Article Aside Main Nav H1 H2 H3 H4 H5 H6 Ul Ol Li P Div Span Blockquote Pre Figure Dd";

export const defaults = {
  "tags look like plain boxes": {
    program: `Element/stripe(style: [${font}], items: LIST {
      ${tags
        .split(" ")
        .map((tag) => `Element/label(element: [tag: ${tag}], label: TEXT { A ${tag} })`)
        .join("\n")}
    })`,
    styles: Object.fromEntries(tags.split(" ").map((tag) => [`A ${tag}`, bare])),
  },
  "buttons, links and paragraphs look like text": {
    program: `Element/stripe(style: [${font}], items: LIST {
      Element/button(label: TEXT { Button })
      Element/link(label: TEXT { Link }, to: TEXT { / })
      Element/paragraph(contents: LIST { TEXT { Paragraph } })
      Element/text(text: TEXT { Text })
      Element/block(child: TEXT { Block })
      Element/container(child: TEXT { Container })
    })`,
    styles: Object.fromEntries(
      ["Button", "Link", "Paragraph", "Text", "Block", "Container"].map((name) => [name, bare]),
    ),
    boxes: {
      Button: { x: 0, y: 0 },
      Link: { x: 0 },
      Paragraph: { x: 0 },
    },
  },
  "a text input is a bare box in the font around it": {
    program: `Element/stripe(style: [${font}], items: LIST {
      Element/text_input(label: Hidden[text: TEXT { Field }], text: TEXT { abc })
    })`,
    styles: { Field: { ...bare, appearance: "none", "white-space-collapse": /preserve/ } },
  },
  "select and range stay native": {
    program: `Element/stripe(style: [${font}], items: LIST {
      Element/select(label: Hidden[text: TEXT { Choice }], options: LIST { [value: TEXT { a }, label: TEXT { A }] })
      Element/slider(label: Hidden[text: TEXT { Range }], value: 3)
    })`,
    styles: {
      Choice: { appearance: "auto", "font-size": "20px", color: "rgb(255, 0, 0)", "border-top-style": "solid", "margin-top": "0px" },
      Range: { appearance: "auto", "margin-left": "0px" },
    },
  },
  "text keeps its blanks and lines": {
    program: `Element/label(style: [font: [size: 10, family: LIST { Monospace }], line_height: 1], label: TEXT {
      a   b
      c
    })`,
    styles: { "css=div": { "white-space-collapse": "preserve", "text-wrap-mode": "wrap" } },
    boxes: { "css=div": { height: 20 } },
  },
  "a text at the root keeps its lines": {
    program: `TEXT {
      one
        two
    }`,
    styles: { "css=:scope": { "white-space-collapse": "preserve" } },
  },
  "a checkbox without an icon is a box with a mark when checked": {
    program: `Element/stripe(style: [font: [color: Blue]], items: LIST {
      Element/checkbox(label: Hidden[text: TEXT { Off }], checked: False)
      Element/checkbox(label: Hidden[text: TEXT { On }], checked: True)
    })`,
    boxes: { Off: { width: 16, height: 16 }, On: { width: 16, height: 16 } },
    styles: {
      "css=[aria-checked=false] > *": { "border-top": "1px solid rgb(0, 0, 255)", "background-image": "none" },
      "css=[aria-checked=true] > *": { "border-top": "1px solid rgb(0, 0, 255)", "background-image": /gradient/ },
    },
  },
  "focus shows, except where the program has an outline of its own": {
    program: `Element/stripe(direction: Row, items: LIST {
      Element/button(label: TEXT { Plain })
      Element/button(style: [outline: NoOutline], label: TEXT { None })
      Element/button(style: [outline: [color: Red, thickness: 3]], label: TEXT { Own })
      Element/text_input(label: Hidden[text: TEXT { Field }], style: [outline: NoOutline])
    })`,
    styles: {
      Plain: { "outline-style": "none" },
      None: { "outline-style": "none" },
      Own: { "outline-style": "solid", "outline-width": "3px", "outline-color": "rgb(255, 0, 0)" },
    },
    steps: [
      { actions: [["tab"]], styles: { Plain: { "outline-style": /auto|solid/ } } },
      { actions: [["tab"]], styles: { Plain: { "outline-style": "none" }, None: { "outline-style": "none" } } },
      { actions: [["tab"]], styles: { Own: { "outline-style": "solid", "outline-width": "3px" } } },
      { actions: [["tab"]], styles: { Field: { "outline-style": "none" } } },
    ],
  },
};
