import { createLogUpdate } from "log-update";
import { panel } from "./panel.js";
import { progressLine } from "./progress.js";
import type { Race, View } from "./race.js";
import { columnsOf, isNarrow, roomOn, rowsOf, wrap } from "./screen.js";

const LINE_MS = 1000;

/** A terminal's size is believed once it has stood for so long: it changes many times while it is being dragged. */
const SETTLE_MS = 150;

/** Up so many rows, and away with all from there on. */
const eraseUp = (rows: number): string => `\u001B[${rows}A\u001B[J`;

/** A panel that is rewritten in place; lines from time to time while the terminal is too narrow for it. */
class LiveView implements View {
  readonly everyMs = 100;
  readonly #stream: NodeJS.WriteStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  #race: Race | undefined;
  /** What is on the screen and can be rewritten. */
  #frame = "";
  #settling: NodeJS.Timeout | undefined;
  #lineAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#update = createLogUpdate(stream);
    stream.on("resize", this.#resized);
  }

  show(race: Race): void {
    this.#race = race;
    if (this.#settling) return;
    const room = roomOn(this.#stream);
    if (!isNarrow(room)) this.#draw(race, room);
    else if (performance.now() - this.#lineAt >= LINE_MS) this.#line(race, room);
  }

  done(race: Race): void {
    this.#stream.off("resize", this.#resized);
    if (this.#settling) this.#settle();
    const room = roomOn(this.#stream);
    if (isNarrow(room)) this.#line(race, room);
    else this.#draw(race, room);
    this.#update.done();
  }

  #draw(race: Race, room: number): void {
    this.#frame = panel(race, room, this.#stream.hasColors());
    this.#update(this.#frame);
  }

  #line(race: Race, room: number): void {
    this.#lineAt = performance.now();
    this.#stream.write(`${wrap(progressLine(race), room)}\n`);
  }

  readonly #resized = (): void => {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#settle();
      if (this.#race) this.show(this.#race);
    }, SETTLE_MS);
  };

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#clear();
  }

  /** A terminal that got narrower has broken the frame's lines: there is more to clear than was written. */
  #clear(): void {
    if (this.#frame === "") return;
    const more = rowsOf(this.#frame, columnsOf(this.#stream)) - this.#frame.split("\n").length;
    if (more > 0) this.#stream.write(eraseUp(more));
    this.#update.clear();
    this.#frame = "";
  }
}

export const liveView = (stream: NodeJS.WriteStream): View => new LiveView(stream);

/** A line about once a second, for logs and pipes. */
export const plainView = (write: (text: string) => void): View => ({
  everyMs: LINE_MS,
  show: (race) => write(`${progressLine(race)}\n`),
  done: (race) => write(`${progressLine(race)}\n`),
});

/** Shows nothing. */
export const noView: View = { everyMs: LINE_MS, show: () => {}, done: () => {} };
