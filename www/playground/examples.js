/**
 * The example programs, in the order in which they teach.
 * `name` is the file name below `/examples/` and the path below `/play/`.
 */
export const examples = [
  { name: "hello", title: "Hello", about: "The smallest program: one text." },
  { name: "counter", title: "Counter", about: "Two buttons and a number that is held." },
  { name: "timer", title: "Timer", about: "A gauge, a slider and a clock: task 4 of the 7GUIs." },
  { name: "todo_mvc", title: "TodoMVC", about: "The whole to-do list, with routes and editing." },
];
