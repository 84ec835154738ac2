/**
 * The example programs, in the order in which they teach.
 * `name` is the path below `/play/`. A program is the file `/examples/<name>.bn`, or the `files` in the folder
 * `/examples/<name>/`, the entry first.
 */
export const examples = [
  { name: "hello", title: "Hello", about: "The smallest program: one text." },
  { name: "counter", title: "Counter", about: "Two buttons and a number that is held. 7GUIs, task 1." },
  { name: "temperature_converter", title: "Temperature", about: "Two fields that follow each other. 7GUIs, task 2." },
  { name: "flight_booker", title: "Flight booker", about: "A form whose parts constrain each other. 7GUIs, task 3." },
  { name: "timer", title: "Timer", about: "A gauge, a slider and a clock. 7GUIs, task 4." },
  { name: "shopping_list", title: "Shopping list", about: "Enter adds, a click ticks off: items with a state of their own." },
  { name: "crud", title: "CRUD", about: "Names to filter, create, update and delete. 7GUIs, task 5." },
  { name: "todo_mvc", title: "TodoMVC", about: "The whole to-do list, with routes and editing." },
  { name: "pages", title: "Pages", about: "Several pages, links between them, and one for what is not there." },
  { name: "chat", title: "Chat", about: "A log that grows, answers by a timer, and a count of the unread." },
  { name: "kanban", title: "Kanban", about: "Cards that move between columns because a number changes." },
  { name: "circle_drawer", title: "Circle drawer", about: "Drawing with undo and redo. 7GUIs, task 6." },
  {
    name: "themed",
    title: "Themes",
    about: "A program of several files: a light theme and a dark one.",
    files: ["RUN.bn", "Theme/Theme.bn", "Theme/Paper.bn", "Theme/Night.bn"],
  },
  { name: "data_table", title: "Data table", about: "A thousand rows to sort, to filter and to select." },
  { name: "cells", title: "Cells", about: "A spreadsheet of 2600 cells with formulas. 7GUIs, task 7." },
];
