import { styleText } from "node:util";
import { SLOTS } from "./load.js";
import type { Race } from "./race.js";
import { fill } from "./screen.js";
import { type ClientState, clientState, type GovernedState, governedState } from "./state.js";

/** Cells of a bar; a wider one would not show more. */
const WIDEST_BAR = 60;

const INDENT = "  ";

type Paint = (colour: "green" | "red" | "dim" | "bold" | "cyan", text: string) => string;

const painter = (colours: boolean): Paint =>
  colours ? (colour, text) => styleText(colour, text) : (_, text) => text;

/** Answered, failed and still open calls, in proportion. */
function callsBar({ answered, failed }: ClientState, calls: number, cells: number, paint: Paint): string {
  const done = Math.round((cells * (answered + failed)) / calls);
  const good = Math.min(done, Math.round((cells * answered) / calls));
  return (
    paint("green", "█".repeat(good)) +
    paint("red", "▒".repeat(done - good)) +
    paint("dim", "░".repeat(cells - done))
  );
}

/** A line for each client, with a bar in the room that names and figures leave. */
function clientLines(states: readonly ClientState[], calls: number, room: number, paint: Paint): string[] {
  const nameCells = Math.max(...states.map(({ name }) => name.length)) + 2;
  const figures = ({ answered, failed }: ClientState): [string, string] => [
    ` ${String(answered).padStart(3)} answered`,
    ` ${String(failed).padStart(3)} failed`,
  ];
  const rest = room - INDENT.length - nameCells - " 999 answered 999 failed".length;
  const cells = Math.max(1, Math.min(WIDEST_BAR, rest));
  return states.map((state) => {
    const [answered, failed] = figures(state);
    const end = answered + (state.failed > 0 ? paint("red", failed) : failed);
    return `${INDENT}${state.name.padEnd(nameCells)}${callsBar(state, calls, cells, paint)}${end}`;
  });
}

/** One cell for a slot: in flight, room in the window, room at the service. */
function slots({ window, inFlight }: GovernedState): string {
  const used = Math.min(inFlight, 2 * SLOTS);
  const open = Math.max(0, Math.min(Math.floor(window), 2 * SLOTS) - used);
  const free = Math.max(0, SLOTS - used - open);
  return `${"■".repeat(used)}${"□".repeat(open)}${"·".repeat(free)}`;
}

function laneLines(state: GovernedState | undefined, paint: Paint): string[] {
  if (!state) return [`${INDENT}spillway() starting`, ""];
  const { window, inFlight, queued, rejected, breaker } = state;
  const shown = paint("cyan", slots(state).padEnd(SLOTS + 2));
  const figures = [
    `in flight ${String(inFlight).padStart(2)}`,
    `queued ${String(queued).padStart(3)}`,
    `rejected ${String(rejected).padStart(3)}`,
    `breaker ${breaker}`,
  ];
  return [
    `${INDENT}spillway() window ${shown} ${window.toFixed(1).padStart(4)} for ${SLOTS} slots`,
    INDENT + figures.join("  "),
  ];
}

/** What the service is and what the characters mean. */
function legend(room: number, paint: Paint): string[] {
  const bars = [
    `${paint("green", "█")} answered`,
    `${paint("red", "▒")} failed`,
    `${paint("dim", "░")} open`,
  ];
  const window = ["■ in flight", "□ room in the window", "· free slot"];
  const groups = ["Service: a pretend Bedrock on this machine.", bars.join("  "), window.join("  ")];
  return fill(groups, "  ", room - INDENT.length).map((line) => INDENT + line);
}

/** Where a race stands, as a small panel of lines that fit. */
export function panel(race: Race, room: number, colours: boolean): string {
  const paint = painter(colours);
  const clients = clientLines(race.contestants.map(clientState), race.calls, room, paint);
  const lane = laneLines(governedState(race), paint);
  const elapsed = `${INDENT}${race.calls} calls, ${(race.elapsedMs() / 1000).toFixed(1)} s`;
  return ["", ...clients, "", ...lane, elapsed, "", ...legend(room, paint), ""].join("\n");
}
