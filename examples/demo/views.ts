import { createLogUpdate } from "log-update";
import { panel } from "./panel.js";
import { progressLine } from "./progress.js";
import type { View } from "./race.js";

/** A panel that is rewritten in place. */
export function liveView(stream: NodeJS.WriteStream): View {
  const update = createLogUpdate(stream);
  return {
    everyMs: 100,
    show: (race) => update(panel(race, stream.hasColors())),
    done: (race) => {
      update(panel(race, stream.hasColors()));
      update.done();
    },
  };
}

/** A line about once a second, for logs and pipes. */
export const plainView = (write: (text: string) => void): View => ({
  everyMs: 1000,
  show: (race) => write(`${progressLine(race)}\n`),
  done: (race) => write(`${progressLine(race)}\n`),
});

/** Shows nothing. */
export const noView: View = { everyMs: 1000, show: () => {}, done: () => {} };
