// Colours, fonts and decoration, as computed (style.md §2, §4, §6).

const label = (style, name = "it") => `Element/label(style: [${style}], label: TEXT { ${name} })`;
const many = (...labels) => `Element/stripe(items: LIST { ${labels.join("\n")} })`;
/** One element with a style, and the computed values it must have. */
const one = (style, styles) => ({ program: label(style), styles: { it: styles } });

const names = {
  White: "rgb(255, 255, 255)",
  Black: "rgb(0, 0, 0)",
  Red: "rgb(255, 0, 0)",
  Green: "rgb(0, 128, 0)",
  Blue: "rgb(0, 0, 255)",
  Yellow: "rgb(255, 255, 0)",
  Cyan: "rgb(0, 255, 255)",
  Magenta: "rgb(255, 0, 255)",
  Orange: "rgb(255, 165, 0)",
  Purple: "rgb(128, 0, 128)",
  Pink: "rgb(255, 192, 203)",
  Brown: "rgb(165, 42, 42)",
  Gray: "rgb(128, 128, 128)",
  Grey: "rgb(128, 128, 128)",
  Transparent: "rgba(0, 0, 0, 0)",
};

const weights = {
  Hairline: 100,
  ExtraLight: 200,
  UltraLight: 200,
  Light: 300,
  Regular: 400,
  Normal: 400,
  Medium: 500,
  SemiBold: 600,
  DemiBold: 600,
  Bold: 700,
  ExtraBold: 800,
  UltraBold: 800,
  Heavy: 900,
  Black: 900,
  ExtraHeavy: 950,
  333: 333,
};

const svg =
  "data:image/svg+xml;utf8,%3Csvg%20xmlns%3D%22http%3A//www.w3.org/2000/svg%22%20width%3D'40'%3E%3Cpath%20d='M0%200h40'/%3E%3C/svg%3E";
const raw_svg = `data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" width='40' height='40'><rect fill='red' width='40' height='40'/></svg>`;

export const decoration = {
  "colours by name": {
    program: many(...Object.keys(names).map((name) => label(`font: [color: ${name}]`, `a ${name}`))),
    styles: Object.fromEntries(Object.entries(names).map(([name, color]) => [`a ${name}`, { color }])),
  },
  "Oklch with components missing": {
    program: many(
      label("font: [color: Oklch[lightness: 0.5, chroma: 0.1, hue: 200]]", "full"),
      label("font: [color: Oklch[lightness: 0.5]]", "grey"),
      label("font: [color: Oklch[alpha: 0.2]]", "shade"),
      label("font: [color: Oklch[lightness: 0.5, chroma: 0.1, hue: 200, alpha: 0.5]]", "half"),
      label("font: [color: Oklch[]]", "empty"),
    ),
    styles: {
      full: { color: "oklch(0.5 0.1 200)" },
      grey: { color: "oklch(0.5 0 0)" },
      shade: { color: "oklch(0 0 0 / 0.2)" },
      half: { color: "oklch(0.5 0.1 200 / 0.5)" },
      empty: { color: "oklch(0 0 0)" },
    },
  },
  "colours as texts of CSS": {
    program: many(
      label("font: [color: TEXT { #3498db }]", "hex"),
      label("font: [color: TEXT { rgba(1, 2, 3, 0.5) }]", "rgba"),
      label("font: [color: TEXT { rebeccapurple }]", "name"),
      label("background: [color: TEXT { hsl(120 100% 50% / 50%) }]", "hsl"),
    ),
    styles: {
      hex: { color: "rgb(52, 152, 219)" },
      rgba: { color: "rgba(1, 2, 3, 0.5)" },
      name: { color: "rgb(102, 51, 153)" },
      hsl: { "background-color": "rgba(0, 255, 0, 0.5)" },
    },
  },
  "a text that is no colour reaches nothing": {
    program: label("font: [color: TEXT { red; position: fixed }], background: [color: TEXT { url(/x.png) }]"),
    styles: { it: { color: "rgb(0, 0, 0)", position: "static", "background-color": "rgba(0, 0, 0, 0)" } },
  },
  "weights": {
    program: many(...Object.keys(weights).map((name) => label(`font: [weight: ${name}]`, `w ${name}`))),
    styles: Object.fromEntries(Object.entries(weights).map(([name, w]) => [`w ${name}`, { "font-weight": `${w}` }])),
  },
  "fonts": {
    program: many(
      label("font: [size: 12.5, style: Italic, family: LIST { TEXT { Helvetica Neue }, TEXT { Arial }, SansSerif }]", "one"),
      label("font: [align: Center, family: LIST { Serif }], width: 100", "two"),
      label("font: [align: Justify, family: LIST { TEXT { 3 Musketeers }, Monospace }], line_height: 1.4", "three"),
      label("font: [align: Right, style: Normal], font_smoothing: Antialiased", "four"),
    ),
    styles: {
      one: { "font-size": "12.5px", "font-style": "italic", "font-family": '"Helvetica Neue", Arial, sans-serif' },
      two: { "text-align": "center", "font-family": "serif" },
      three: { "text-align": "justify", "font-family": '"3 Musketeers", monospace', "line-height": "22.4px" },
      four: { "text-align": "right", "-webkit-font-smoothing": "antialiased" },
    },
  },
  "lines through and below a text": {
    program: many(
      label("font: [line: [strikethrough: True]]", "through"),
      label("font: [line: [strike: True]]", "strike"),
      label("font: [line: [underline: True]]", "under"),
      label("font: [line: [underline: True, strikethrough: True]]", "both"),
      label("font: [line: [underline: False, strikethrough: False]]", "none"),
    ),
    styles: {
      through: { "text-decoration-line": "line-through" },
      strike: { "text-decoration-line": "line-through" },
      under: { "text-decoration-line": "underline" },
      both: { "text-decoration-line": "underline line-through" },
      none: { "text-decoration-line": "none" },
    },
  },
  "fonts cascade": {
    program: `Element/stripe(
      style: [line_height: 2, font: [size: 30, color: Red, weight: Bold, style: Italic, align: Right, family: LIST { Monospace }]]
      items: LIST {
        ${label("", "deep")}
        Element/button(label: TEXT { button })
        Element/text_input(label: Hidden[text: TEXT { field }])
        Element/link(label: TEXT { link }, to: TEXT { / })
        ${label("font: [size: 10]", "own")}
      }
    )`,
    styles: Object.fromEntries(
      ["deep", "button", "field", "link"].map((name) => [
        name,
        {
          "font-size": "30px",
          color: "rgb(255, 0, 0)",
          "font-weight": "700",
          "font-style": "italic",
          "text-align": /right|end/,
          "font-family": "monospace",
          "line-height": "60px",
        },
      ]),
    ),
  },
  "a placeholder has a font of its own": {
    program: `Element/text_input(
      label: Hidden[text: TEXT { Field }]
      style: [font: [size: 24, color: Blue]]
      placeholder: [
        text: TEXT { What? }
        style: [font: [style: Italic, weight: Light, color: Oklch[alpha: 0.4]]]
      ]
    )`,
    styles: {
      "Field::placeholder": {
        "font-style": "italic",
        "font-weight": "300",
        color: "oklch(0 0 0 / 0.4)",
        opacity: "1",
        "font-size": "24px",
      },
      Field: { "font-style": "normal", color: "rgb(0, 0, 255)" },
    },
  },
  "a placeholder without a style shows the colour of its field in full": {
    program: `Element/text_input(label: Hidden[text: TEXT { Field }], style: [font: [color: Blue]], placeholder: [text: TEXT { What? }])`,
    styles: { "Field::placeholder": { opacity: "1" } },
  },
  "text shadows": {
    program: many(
      label("text_shadow: [y: 1, color: White]", "one"),
      label("text_shadow: [x: -1, y: 2.5, blur: 3]", "two"),
    ),
    styles: {
      one: { "text-shadow": "rgb(255, 255, 255) 0px 1px 0px" },
      two: { "text-shadow": /^rgba\(0, 0, 0, 0\.\d+\) -1px 2\.5px 3px$/ },
    },
  },
  "a background of a picture": {
    program: many(
      label(`size: 40, background: [color: Red, url: TEXT ##{ ${svg} }]`, "escaped"),
      label(`size: 40, background: [url: TEXT ##{ ${raw_svg} }]`, "raw"),
      label(`size: 40, background: [url: TEXT { /playground/icon.svg?a=(b)'c }]`, "file"),
    ),
    styles: {
      escaped: {
        "background-image": `url("${svg}")`,
        "background-color": "rgb(255, 0, 0)",
        "background-size": "contain",
        "background-repeat": "no-repeat",
        "background-position": "50% 50%",
      },
      raw: { "background-image": /^url\("data:image\/svg\+xml;utf8,<svg xmlns=.*<\/svg>"\)$/ },
      file: { "background-image": /icon\.svg\?a=\(b\)(%27|')c"\)$/ },
    },
  },
  "corners": {
    program: many(label("rounded_corners: 6", "six"), label("rounded_corners: Fully", "fully")),
    styles: { six: { "border-radius": "6px" }, fully: { "border-radius": "9999px" } },
  },
  "borders of sides": {
    program: many(
      label("borders: [top: [color: Red]]", "top"),
      label("borders: [bottom: [color: Blue, width: 3, style: Dashed], left: [width: 2]], font: [color: Green]", "others"),
    ),
    styles: {
      top: { "border-top": "1px solid rgb(255, 0, 0)", "border-bottom-width": "0px" },
      others: { "border-bottom": "3px dashed rgb(0, 0, 255)", "border-left": "2px solid rgb(0, 128, 0)", "border-top-width": "0px" },
    },
  },
  "outlines": {
    program: many(
      label("outline: [color: Red]", "outer"),
      label("outline: [side: Inner, thickness: 2, line_style: Dotted, color: Blue]", "inner"),
      label("outline: [side: Outer, line_style: Dashed]", "dashed"),
      label("outline: NoOutline", "none"),
    ),
    styles: {
      outer: { "outline-style": "solid", "outline-width": "1px", "outline-color": "rgb(255, 0, 0)", "outline-offset": "0px" },
      inner: { "outline-style": "dotted", "outline-width": "2px", "outline-color": "rgb(0, 0, 255)", "outline-offset": "-2px" },
      dashed: { "outline-style": "dashed" },
      none: { "outline-style": "none" },
    },
  },
  "shadows": one(
    `shadows: LIST {
      [y: 2, blur: 4, color: Oklch[alpha: 0.2]]
      [x: -1, y: -25.5, spread: -12, color: Red]
      [y: -2, blur: 1, direction: Inwards, color: Black]
    }`,
    {
      "box-shadow":
        "oklch(0 0 0 / 0.2) 0px 2px 4px 0px, rgb(255, 0, 0) -1px -25.5px 0px -12px, rgb(0, 0, 0) 0px -2px 1px 0px inset",
    },
  ),
  "a shadow without a colour has that of the text": one("font: [color: Red], shadows: LIST { [y: 1] }", {
    "box-shadow": "rgb(255, 0, 0) 0px 1px 0px 0px",
  }),
  "cursors": {
    program: many(label("cursor: Pointer", "hand"), label("cursor: NotAllowed", "no"), label("cursor: Grab", "grab")),
    styles: { hand: { cursor: "pointer" }, no: { cursor: "not-allowed" }, grab: { cursor: "grab" } },
  },
  "disabled controls": {
    program: many(
      `Element/button(style: [disabled: True], label: TEXT { off })`,
      `Element/button(style: [disabled: False], label: TEXT { on })`,
      `Element/text_input(style: [disabled: True], label: Hidden[text: TEXT { field }])`,
      `Element/select(style: [disabled: True], label: Hidden[text: TEXT { choice }])`,
    ),
    attributes: { off: { disabled: "" }, on: { disabled: null }, field: { disabled: "" }, choice: { disabled: "" } },
  },
};
