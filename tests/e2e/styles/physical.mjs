// Surfaces in a scene (style.md §7).

/** A scene with switches for its light and a place for elements. */
const scene = (elements, more = "") => `
scene: Scene/new(
  root: Element/stripe(direction: Column, gap: 20, style: [padding: 50, line_height: 1, font: [size: 20, family: LIST { Monospace }]], items: LIST { to_a, to_b, ${elements} })
  lights: mode |> WHILE {
    A => LIST { Light/directional(azimuth: 0, altitude: 45, spread: 1, intensity: 1), Light/ambient(intensity: 0) }
    B => LIST { Light/directional(azimuth: 90, altitude: 45, spread: 2, intensity: 1), Light/ambient(intensity: 0.5) }
  }
  geometry: [bevel_angle: mode |> WHILE { A => 135, B => 45 }]
)
to_a: Element/button(element: [event: [press: LINK]], label: TEXT { to A })
to_b: Element/button(element: [event: [press: LINK]], label: TEXT { to B })
mode: LATEST { A, to_a.event.press |> THEN { A }, to_b.event.press |> THEN { B } }
${more}`;

const box = (style, name = "it") => `Element/container(style: [${style}], child: TEXT { ${name} })`;
const go = (name) => [["click", `to ${name}`]];

export const physical = {
  "shadows follow the light while elements stay": {
    program: scene(
      `${box("depth: 4, move: [closer: 6], material: [color: White]")}, ${box("depth: 1, move: [further: 3]", "sunk")}`,
    ),
    styles: {
      it: {
        "box-shadow": "rgba(0, 0, 0, 0.3) 0px 20px 30px 0px, rgba(0, 0, 0, 0.12) 0px 10px 60px 0px",
        "background-color": "rgb(255, 255, 255)",
        transform: "matrix(1.006, 0, 0, 1.006, 0, 0)",
      },
      sunk: {
        "box-shadow": "rgba(0, 0, 0, 0.3) 0px 8px 12px 0px inset",
        transform: "matrix(0.997, 0, 0, 0.997, 0, 0)",
      },
    },
    steps: [
      {
        actions: go("B"),
        styles: {
          it: { "box-shadow": "rgba(0, 0, 0, 0.15) -15px 0px 60px 0px, rgba(0, 0, 0, 0.06) 0px 0px 120px 0px" },
          sunk: { "box-shadow": "rgba(0, 0, 0, 0.15) -6px 0px 24px 0px inset" },
        },
      },
      { actions: go("A"), styles: { sunk: { "box-shadow": "rgba(0, 0, 0, 0.3) 0px 8px 12px 0px inset" } } },
    ],
  },
  "gloss, picture and glow": {
    program: scene(
      `${box("size: 90, background: [url: TEXT { /playground/icon.svg }], material: [color: Red, gloss: 0.4]")}
      ${box("material: [glow: [color: Blue, intensity: 0.5]], shadows: LIST { [y: 1, color: Red] }", "glowing")}
      Element/button(style: [material: [glow: [color: Blue]]], label: TEXT { chosen })
      Element/button(style: [material: [glow: None]], label: TEXT { other })`,
    ),
    styles: {
      it: {
        "background-image":
          /^linear-gradient\((135deg, )?rgba\(255, 255, 255, 0\.1\) 0%, rgba\(0, 0, 0, 0\) 50%, rgba\(0, 0, 0, 0\.03\) 100%\), url\("http.*icon\.svg"\)$/,
        "background-size": "auto, contain",
        "background-color": "rgb(255, 0, 0)",
      },
      glowing: { "box-shadow": "rgb(0, 0, 255) 0px 0px 20px 5px, rgb(255, 0, 0) 0px 1px 0px 0px" },
      chosen: { "box-shadow": "rgb(0, 0, 255) 0px 0px 0px 1px inset, rgb(0, 0, 255) 0px 0px 4px 1px" },
      other: { "box-shadow": "none" },
    },
    steps: [{ actions: go("B"), styles: { it: { "background-image": /^linear-gradient\(45deg/ } } }],
  },
  "a transparent material keeps its text opaque": {
    program: scene(box("material: [color: White, transparency: 0.25]")),
    styles: { it: { opacity: "1", "backdrop-filter": "blur(12px)", "background-color": /\/ 0\.75\)$|, 0\.75\)$/ } },
  },
  "movements add up, and ordinary keys stay": {
    program: scene(
      box(
        "move: [up: 3, right: 10, closer: 10], transform: [move_down: 13, rotate: 90], depth: -10, rounded_corners: Fully, background: [color: Blue], material: [color: Red]",
      ),
    ),
    styles: {
      it: {
        transform: "matrix(0, 1.01, -1.01, 0, 10, 10)",
        "border-radius": "9999px",
        "background-color": "rgb(0, 0, 255)",
        "box-shadow": "none",
      },
    },
  },
  "texts have no box": {
    program: scene(
      `Scene/Element/text(style: [depth: 4, move: [closer: 3], relief: Raised], text: TEXT { text })
      Scene/Element/paragraph(style: [depth: 4], contents: LIST { TEXT { paragraph } })
      Scene/Element/link(style: [depth: 4, relief: Carved[wall: 2]], label: TEXT { link }, to: TEXT { / })
      Scene/Element/label(style: [depth: 4], label: TEXT { label })
      Scene/Element/block(style: [size: 40, depth: 4, material: [color: Red]])`,
    ),
    styles: {
      text: { "box-shadow": "none", transform: "none", "background-color": "rgba(0, 0, 0, 0)", "text-shadow": /px/ },
      paragraph: { "box-shadow": "none", "text-shadow": "none" },
      link: { "box-shadow": "none", "text-shadow": /px/ },
      label: { "box-shadow": "none" },
    },
  },
  "springs move": {
    program: scene(
      `${box("spring_range: [extend: 5, compress: 8]")}, ${box("spring_range: 2", "two")}, ${box("", "none")}`,
    ),
    styles: {
      it: { "transition-duration": "0.32s", "transition-timing-function": "cubic-bezier(0.34, 1.56, 0.64, 1)" },
      two: { "transition-duration": "0.3s" },
      none: { "transition-duration": "0s" },
    },
  },
  "springs rest for those who want it so": {
    media: { reducedMotion: "reduce" },
    program: scene(`${box("spring_range: 2")}`),
    styles: { it: { "transition-property": "none" } },
  },
  "surfaces are flat outside a scene": {
    program: box(
      "depth: 6, move: [closer: 3, up: 5], relief: Raised, spring_range: 1, material: [color: Red, gloss: 1, glow: [color: Red], transparency: 0.5]",
    ),
    styles: {
      it: {
        "box-shadow": "none",
        transform: "none",
        "background-color": "rgba(0, 0, 0, 0)",
        "background-image": "none",
        "backdrop-filter": "none",
        "text-shadow": "none",
        "transition-duration": "0s",
      },
    },
  },
  "a document becomes a scene and a document again": {
    program: `
document: mode |> WHILE { A => Document/new(root: root), B => Scene/new(root: root) }
root: Element/stripe(direction: Column, items: LIST { to_a, to_b, ${box("depth: 1, material: [color: Red], background: [color: Blue]")}, ${box("material: [color: Red]", "bare")} })
to_a: Element/button(element: [event: [press: LINK]], label: TEXT { to A })
to_b: Element/button(element: [event: [press: LINK]], label: TEXT { to B })
mode: LATEST { A, to_a.event.press |> THEN { A }, to_b.event.press |> THEN { B } }`,
    styles: { it: { "box-shadow": "none", "background-color": "rgb(0, 0, 255)" }, bare: { "background-color": "rgba(0, 0, 0, 0)" } },
    steps: [
      { actions: go("B"), styles: { it: { "box-shadow": /1\.5px 2px 3px 0px/ }, bare: { "background-color": "rgb(255, 0, 0)" } } },
      { actions: go("A"), styles: { it: { "box-shadow": "none" }, bare: { "background-color": "rgba(0, 0, 0, 0)" } } },
    ],
  },
};
