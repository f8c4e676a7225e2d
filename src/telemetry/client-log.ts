import { type Clock, MINUTE_MS } from "../clock.js";
import type { Emit, SpillwayEventName, SpillwayEvents } from "../events.js";
import { field } from "../field.js";
import { toldOf } from "./told.js";

/** Lines of one kind in a minute; what comes beyond is counted, and the count stands in the next line. */
export const LINES_PER_MINUTE = 10;

/** What a kind of lines has used of its minute. */
export interface Allowance {
  readonly since: number;
  readonly lines: number;
  /** Kept back since the last line. */
  readonly kept: number;
}

export const UNUSED: Allowance = { since: Number.NEGATIVE_INFINITY, lines: 0, kept: 0 };

/** One more line is to be written. `kept`: how many were not, since the last one that was. */
export function allowed(
  before: Allowance,
  now: number,
): { readonly after: Allowance; readonly write: boolean; readonly kept: number } {
  const { since, lines, kept } =
    now - before.since >= MINUTE_MS ? { ...before, since: now, lines: 0 } : before;
  if (lines >= LINES_PER_MINUTE)
    return { after: { since, lines, kept: kept + 1 }, write: false, kept: kept + 1 };
  return { after: { since, lines: lines + 1, kept: 0 }, write: true, kept };
}

/** What an operator wants to find in the log of the client: trips and recoveries, detours, warnings. */
function concerns<Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name]): boolean {
  if (name === "breaker") return field(event, "to") !== "halfOpen";
  return name === "spill" || name === "warning";
}

/**
 * Writes decisions to the logger of the SDK client (`new BedrockRuntimeClient({ logger })`) whose calls come last, as
 * objects, as the SDK's own lines are: `event`, `message` and facts.
 */
export class ClientLog {
  readonly #clock: Clock;
  readonly #onFault: (error: unknown) => void;
  readonly #allowances = new Map<string, Allowance>();
  #logger: unknown;

  constructor(clock: Clock, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
  }

  readonly to = (logger: unknown): void => {
    this.#logger = logger;
  };

  readonly hear: Emit = (name, event) => {
    if (this.#logger === undefined || !concerns(name, event)) return;
    const { after, write, kept } = allowed(this.#allowances.get(name) ?? UNUSED, this.#clock.now());
    this.#allowances.set(name, after);
    if (write) this.#write(name, event, kept);
  };

  #write<Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name], kept: number): void {
    const told = toldOf(name, event);
    if (told === undefined) return;
    const { name: what, body, attributes, warns } = told;
    const line = {
      event: what,
      message: body,
      ...attributes,
      ...(kept > 0 && { "spillway.kept_back": kept }),
    };
    try {
      const write = field(this.#logger, warns ? "warn" : "info");
      const result: unknown = typeof write === "function" ? write.call(this.#logger, line) : undefined;
      if (result instanceof Promise) result.catch(this.#onFault);
    } catch (error) {
      this.#onFault(error);
    }
  }
}
