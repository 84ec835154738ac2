// What is deep fits into the stack that the worker's module is linked with (`engine-worker/build.rs`). Natively,
// `parser/tests/limits.rs` and `evaluator/tests/` have the same programs on another stack.

import { expect, open, test } from "./harness.mjs";

/** Two below the limit of the parser, as some have brackets around or inside. */
const NESTING = 198;

const nest = (before, inside, after, depth = NESTING) => before.repeat(depth) + inside + after.repeat(depth);

const NESTED = {
  sums: nest("(1 + 3 * ", "1", ")"),
  objects: nest("[a: ", "1", "]"),
  tags: nest("A[a: ", "1", "]"),
  spreads: nest("[...", "[a: 1]", "]"),
  lists: nest("LIST { 1, ", "1", "}"),
  latest: nest("LATEST { ", "1", "}"),
  calls: nest("same(value: 1 + 2 * ", "1", ")"),
  blocks: nest("BLOCK { a: 1 ", "1", "}"),
  arms: nest("1 |> WHEN { 1 => ", "1", "}"),
  live_arms: nest("ticks |> WHILE { __ => ", "ticks", "}"),
  bodies: `0 |> HOLD held { ${nest("pulse |> THEN { ", "1", "}", NESTING - 1)} }`,
  texts: nest("TEXT { a {", "1", "} b }"),
  patterns: `1 |> WHEN { ${nest("[a: LIST { 1 ", "__", "}]", NESTING / 2 - 1)} => 1 __ => 2 }`,
};

const program = `
document: Document/new(root: Element/stripe(
    direction: Column
    gap: 0
    style: []
    items: LIST { TEXT { {LIST { ${Object.keys(NESTED).join(", ")} } |> List/count()} nested }, stripes }
))
pulse: Timer/interval(duration: Duration[milliseconds: 200])
ticks: 0 |> HOLD ticks { pulse |> THEN { ticks + 1 } }
FUNCTION same(value) { value }
${Object.entries(NESTED).map(([name, value]) => `${name}: ${value}\n`).join("")}
stripes: ${nest("Element/stripe(direction: Column, gap: 0, style: [], items: LIST { ", "TEXT { stripes {ticks > 0} }", "})", 60)}
`;

test("programs that nest to the limit run in the worker", async ({ page }) => {
  await page.route("**/nested.bn", (route) => route.fulfill({ body: program, contentType: "text/plain" }));
  const app = await open(page, "/nested.bn");
  await expect(app).toHaveText(`${Object.keys(NESTED).length} nestedstripes True`);
});
