// Runs the actor benchmark in a worker of its own.

import init, { run } from "/peers/actors/actors.js";

onmessage = async ({ data: quick }) => {
  await init();
  postMessage(await run(quick));
};
