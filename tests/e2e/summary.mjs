// The last lines of a run: which tests failed, and with what words. A summary that prints lines with this mark again
// has what matters even where only the end of the output is kept.

const MARK = "! ";
const MOST_LINES = 20;

// Colours of a terminal.
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");

export default class Summary {
  #failures = [];

  onTestEnd(test, { status, retry, errors }) {
    if (status === test.expectedStatus || status === "skipped") return;
    const place = test.titlePath().filter(Boolean).join(" › ");
    const words = errors.map(({ message, value }) => plain(message ?? value ?? "")).join("\n");
    const lines = words.split("\n").filter((line) => line.trim());
    this.#failures.push(`${place}${retry > 0 ? " (again)" : ""}: ${status}`, ...lines.slice(0, MOST_LINES));
  }

  onEnd() {
    for (const line of this.#failures) console.log(MARK + line);
  }
}
