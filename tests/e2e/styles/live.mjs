// Styles that change while their elements stay.

/** Two buttons that switch `mode`, and an element `it` in a style. */
const switched = (style, more = "") => `
mode: LATEST { A, a.event.press |> THEN { A }, b.event.press |> THEN { B }, c.event.press |> THEN { C } }
a: Element/button(element: [event: [press: LINK]], label: TEXT { to A })
b: Element/button(element: [event: [press: LINK]], label: TEXT { to B })
c: Element/button(element: [event: [press: LINK]], label: TEXT { to C })
document: Document/new(root: Element/stripe(
  direction: Column
  items: LIST { a, b, c, Element/button(style: ${style}, label: TEXT { it }), ${more} }
))`;

const go = (name) => [["click", `to ${name}`]];

export const live = {
  "an outline comes and goes": {
    program: switched("[outline: mode |> WHILE { A => NoOutline, B => [side: Inner, thickness: 2, color: Red], C => [color: Blue] }]"),
    styles: { it: { "outline-style": "none" } },
    steps: [
      { actions: go("B"), styles: { it: { "outline-style": "solid", "outline-width": "2px", "outline-offset": "-2px" } } },
      { actions: go("C"), styles: { it: { "outline-style": "solid", "outline-width": "1px", "outline-offset": "0px" } } },
      { actions: go("A"), styles: { it: { "outline-style": "none", "outline-offset": "0px" } } },
    ],
  },
  "single components of a colour change": {
    program: switched(
      "[background: [color: Oklch[lightness: mode |> WHILE { A => 0.5, __ => 0.7 }, chroma: 0.1, hue: mode |> WHILE { C => 20, __ => 200 }]]]",
    ),
    styles: { it: { "background-color": "oklch(0.5 0.1 200)" } },
    steps: [
      { actions: go("B"), styles: { it: { "background-color": "oklch(0.7 0.1 200)" } } },
      { actions: go("C"), styles: { it: { "background-color": "oklch(0.7 0.1 20)" } } },
      { actions: go("A"), styles: { it: { "background-color": "oklch(0.5 0.1 200)" } } },
    ],
  },
  "a value that never arrives leaves the property unset": {
    program: switched("[width: 70, font: [color: LATEST {}, size: 30], background: [color: LATEST {}], padding: LATEST {}]"),
    styles: {
      it: { color: "rgb(0, 0, 0)", "font-size": "30px", width: "70px", "background-color": "rgba(0, 0, 0, 0)", "padding-left": "0px" },
    },
  },
  "a whole style is exchanged": {
    program: switched(
      "mode |> WHILE { A => [width: 70, background: [color: Red]], B => [height: 50, background: [color: Blue], rounded_corners: 4], C => [] }",
    ),
    styles: { it: { width: "70px", "background-color": "rgb(255, 0, 0)", "border-radius": "0px" } },
    steps: [
      {
        actions: go("B"),
        styles: { it: { height: "50px", "background-color": "rgb(0, 0, 255)", "border-radius": "4px" } },
        boxes: { it: { height: 50 } },
      },
      { actions: go("C"), styles: { it: { "background-color": "rgba(0, 0, 0, 0)", "border-radius": "0px" } } },
      { actions: go("A"), styles: { it: { width: "70px", "background-color": "rgb(255, 0, 0)" } } },
    ],
  },
  "a style spreads another and overrides it": {
    program: switched("[...[width: 70, font: [size: 12]], font: mode |> WHILE { A => [size: 14], __ => [size: 20, weight: Bold] }]"),
    styles: { it: { width: "70px", "font-size": "14px" } },
    steps: [
      { actions: go("B"), styles: { it: { width: "70px", "font-size": "20px", "font-weight": "700" } } },
      { actions: go("A"), styles: { it: { width: "70px", "font-size": "14px", "font-weight": "400" } } },
    ],
  },
  "a style that is missing for a while": {
    program: switched("mode |> WHEN { B => [width: 70, background: [color: Red]] }"),
    styles: { it: { "background-color": "rgba(0, 0, 0, 0)" } },
    steps: [{ actions: go("B"), styles: { it: { width: "70px", "background-color": "rgb(255, 0, 0)" } } }],
  },
  "visibility, lines and families change": {
    program: switched(`[
      visible: mode |> WHILE { B => False, __ => True }
      font: [
        line: [strikethrough: mode == C, underline: mode == A]
        family: mode |> WHILE { A => LIST { Serif }, __ => LIST { TEXT { Helvetica Neue }, SansSerif } }
      ]
    ]`),
    styles: { it: { visibility: "visible", "text-decoration-line": "underline", "font-family": "serif" } },
    steps: [
      {
        actions: go("B"),
        styles: { it: { visibility: "hidden", "text-decoration-line": "none", "font-family": '"Helvetica Neue", sans-serif' } },
      },
      { actions: go("C"), styles: { it: { visibility: "visible", "text-decoration-line": "line-through" } } },
    ],
  },
  "a direction turns with the sizes of its children": {
    program: switched(
      "[]",
      `Element/stripe(
        direction: mode |> WHILE { A => Row, __ => Column }
        style: [width: 300, height: 200, line_height: 1, font: [size: 20]]
        items: LIST {
          Element/label(style: [width: Fill], label: TEXT { one })
          Element/label(style: [width: Fill], label: TEXT { two })
        }
      )`,
    ),
    boxes: { one: { width: 150 }, two: { x: 150, width: 150 } },
    steps: [
      { actions: go("B"), boxes: { one: { width: 300 }, two: { x: 0, width: 300 } } },
      { actions: go("A"), boxes: { one: { width: 150 }, two: { x: 150, width: 150 } } },
    ],
  },
  "hovering changes one element only": {
    program: `
document: Document/new(root: Element/stripe(direction: Column, items: LIST { button(name: TEXT { one }), button(name: TEXT { two }) }))

FUNCTION button(name) {
  Element/button(
    element: [hovered: LINK]
    style: [padding: 20, outline: element.hovered |> WHILE { True => [color: Red], False => NoOutline }]
    label: name
  )
}`,
    styles: { one: { "outline-style": "none" } },
    steps: [
      { actions: [["hover", "one"]], styles: { one: { "outline-style": "solid" }, two: { "outline-style": "none" } } },
      { actions: [["hover", "two"]], styles: { one: { "outline-style": "none" }, two: { "outline-style": "solid" } } },
    ],
  },
  "a long picture changes": {
    program: switched(
      "[size: 40, background: [url: mode |> WHILE { A => TEXT { data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Ccircle%20cx='20'%20r='14.5'/%3E%3C/svg%3E }, B => TEXT { /playground/icon.svg }, C => TEXT {} }]]",
    ),
    styles: { it: { "background-image": /circle/, "background-size": "contain" } },
    steps: [
      { actions: go("B"), styles: { it: { "background-image": /icon\.svg/, "background-size": "contain" } } },
      { actions: go("C"), styles: { it: { "background-image": "none" } } },
      { actions: go("A"), styles: { it: { "background-image": /circle/ } } },
    ],
  },
};
