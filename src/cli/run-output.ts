import { createLogUpdate } from "log-update";
import { eventLines, type Page } from "./page.js";
import type { Figures } from "./run-figures.js";
import { panel, plain } from "./run-text.js";

/** What a run says while it goes on, and at its end. */
export interface RunOutput {
  figures(figures: Figures): void;
  /** One line for people; not for JSON. */
  say(line: string): void;
  /** One event for programs; not for people. */
  event(name: string, rest: object): void;
  /** No panel stands any more. */
  done(): void;
}

const PLAIN_EVERY = 10;
const JSON_EVERY = 2;

/** Gives every so manieth of what it is given. */
function every<Value>(nth: number, fn: (value: Value) => void): (value: Value) => void {
  let times = 0;
  return (value) => {
    if (++times % nth === 0) fn(value);
  };
}

function jsonLines(page: Page): RunOutput {
  const event = eventLines(page);
  return {
    figures: every(JSON_EVERY, (figures: Figures) => event("progress", figures)),
    say() {},
    event,
    done() {},
  };
}

function logLines(page: Page): RunOutput {
  const say = (line: string): void => {
    page.write(`${line}\n`);
  };
  return {
    figures: every(PLAIN_EVERY, (figures: Figures) => say(plain(figures))),
    say,
    event() {},
    done() {},
  };
}

function live(stream: NodeJS.WriteStream): RunOutput {
  const update = createLogUpdate(stream);
  return {
    figures: (figures) => update(panel(figures)),
    say: (line) => {
      update.clear();
      stream.write(`${line}\n`);
    },
    event() {},
    done: () => update.clear(),
  };
}

/** Figures are given once a second. On a terminal a panel changes in its place; else a line comes now and then. */
export function runOutput(stream: NodeJS.WriteStream, json: boolean): RunOutput {
  if (json) return jsonLines(stream);
  return stream.isTTY ? live(stream) : logLines(stream);
}
