import { createLogUpdate } from "log-update";

/** Says how far a run is. */
export interface Progress {
  say(line: string): void;
  end(): void;
}

const PLAIN_EVERY_MS = 10_000;

/** One line that changes on a terminal; elsewhere a line now and then. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (stream.isTTY) {
    const update = createLogUpdate(stream);
    return { say: (line) => update(line), end: () => update.done() };
  }
  let said = Number.NEGATIVE_INFINITY;
  return {
    say: (line) => {
      const now = performance.now();
      if (now - said < PLAIN_EVERY_MS) return;
      said = now;
      stream.write(`${line}\n`);
    },
    end: () => undefined,
  };
}
