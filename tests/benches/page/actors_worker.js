// Runs the actor benchmark in a worker of its own.

import init, { measure_actors } from "/peers/actors/actors.js";

onmessage = async ({ data: quick }) => {
  await init();
  postMessage(await measure_actors(quick));
};
