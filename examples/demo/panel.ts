import { styleText } from "node:util";
import { SLOTS } from "./load.js";
import type { Race } from "./race.js";
import { type ClientState, clientState, type GovernedState, governedState } from "./state.js";

const BAR = 40;

type Paint = (colour: "green" | "red" | "dim" | "bold" | "cyan", text: string) => string;

const painter = (colours: boolean): Paint =>
  colours ? (colour, text) => styleText(colour, text) : (_, text) => text;

/** Answered, failed and still open calls, in proportion. What is not nothing gets at least one cell. */
function callsBar({ answered, failed }: ClientState, calls: number, paint: Paint): string {
  const done = Math.round((BAR * (answered + failed)) / calls);
  const good = Math.min(done, Math.round((BAR * answered) / calls));
  return (
    paint("green", "█".repeat(good)) +
    paint("red", "▒".repeat(done - good)) +
    paint("dim", "░".repeat(BAR - done))
  );
}

function clientLine(state: ClientState, calls: number, paint: Paint): string {
  const answered = `${String(state.answered).padStart(3)} answered`;
  const failed = `${String(state.failed).padStart(3)} failed`;
  const bar = callsBar(state, calls, paint);
  return `  ${state.name.padEnd(23)}${bar} ${answered} ${state.failed > 0 ? paint("red", failed) : failed}`;
}

/** One cell for a slot: in flight, room in the window, room at the service. */
function slots({ window, inFlight }: GovernedState): string {
  const used = Math.min(inFlight, 2 * SLOTS);
  const open = Math.max(0, Math.min(Math.floor(window), 2 * SLOTS) - used);
  const free = Math.max(0, SLOTS - used - open);
  return `${"■".repeat(used)}${"□".repeat(open)}${"·".repeat(free)}`;
}

function laneLines(state: GovernedState | undefined, paint: Paint): string[] {
  if (!state) return ["  spillway() starting", ""];
  const { window, inFlight, queued, rejected, breaker } = state;
  const shown = paint("cyan", slots(state).padEnd(SLOTS + 2));
  return [
    `  spillway() window ${shown} ${window.toFixed(1).padStart(4)}, the service has ${SLOTS} slots`,
    `  in flight ${String(inFlight).padStart(2)}   queued ${String(queued).padStart(3)}   rejected so far ${String(rejected).padStart(3)}   breaker ${breaker}`,
  ];
}

/** Where a race stands, as a small panel. */
export function panel(race: Race, colours: boolean): string {
  const paint = painter(colours);
  const clients = race.contestants.map((each) => clientLine(clientState(each), race.calls, paint));
  const elapsed = `  ${race.calls} calls, ${(race.elapsedMs() / 1000).toFixed(1)} s`;
  return ["", ...clients, "", ...laneLines(governedState(race), paint), elapsed, ""].join("\n");
}
