// What the page must know before the first frame: the names that frames number, and the style of every app.

/** Tags, attributes and style properties by their numbers on the wire; a test holds them to the protocol's. */
export const TAGS =
  "div span p a button input textarea label select option header footer section article aside main nav h1 h2 h3 h4 h5 h6 ul ol li svg circle strong em code pre blockquote figure figcaption form fieldset legend table thead tbody tr td th dl dt dd small time address hr br img hgroup search mark cite b i u s kbd samp var abbr dfn del ins sub sup caption tfoot menu".split(" ");
export const ATTRIBUTES =
  "role tabindex type href target rel placeholder disabled title for dir lang aria-label aria-labelledby aria-checked aria-disabled aria-hidden aria-pressed aria-selected aria-expanded aria-live aria-describedby autocomplete spellcheck min max step value selected width height cx cy r fill stroke stroke-width inputmode data-boon-link-path readonly alt aria-level id data-items-height".split(" ");
export const PROPERTIES =
  "display flex flex-direction flex-grow flex-shrink flex-basis gap align-items align-self justify-content justify-items justify-self grid-area width height min-width min-height max-width max-height padding-top padding-right padding-bottom padding-left margin-top margin-right margin-bottom margin-left color font-size font-weight font-style font-family text-align text-decoration-line line-height -webkit-font-smoothing -moz-osx-font-smoothing text-shadow background-color background-image background background-size background-repeat background-position border-radius border-top border-right border-bottom border-left outline outline-offset box-shadow transform visibility cursor overflow opacity backdrop-filter transition white-space contain content-visibility contain-intrinsic-size fill stroke stroke-width position box-sizing vertical-align pointer-events user-select aspect-ratio z-index grid-template-columns grid-template-rows list-style-type letter-spacing appearance --scene-x --scene-y --scene-blur --scene-shade --scene-bevel overflow-clip-margin --off-screen".split(" ");

/** The style around what programs show; what their elements look like is in the classes that frames define. */
export const BASE_STYLE = `:where(offstage-app[data-offstage]) {
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  white-space: pre-wrap;
  list-style: none;
}
:where(offstage-app[data-offstage]) option {
  font: inherit;
  color: inherit;
}
:where(offstage-app[data-offstage]) ::placeholder {
  opacity: 1;
}
@media (prefers-reduced-motion: reduce) {
  offstage-app[data-offstage] *,
  offstage-app[data-offstage] ::placeholder {
    animation: none !important;
    transition: none !important;
  }
}
`;
