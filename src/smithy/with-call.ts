import { ANYONE, type Caller } from "../flow/permit.js";
import { ambient, within } from "./ambient.js";
import { type CallSettings, laidOver } from "./call-settings.js";

/** Under one name for all copies of this package in a process. */
const KEY = Symbol.for("spillway.call");

/** What a command, or the SDK's arguments that were made of it, bears of us. */
interface Bearer {
  readonly [KEY]?: CallSettings;
}

/**
 * Says something of one call: `client.send(withCall(command, { priority: "batch" }))`.
 *
 * The command itself stays as it is, and so does its input: what is returned is another one in front of it. So one
 * command may be sent several times, each time with settings of its own.
 *
 * @param settings laid over those of an earlier `withCall` and, field by field, over those of {@link withCalls}
 * @throws SpillwayError `INVALID_SETTING`, naming field, value and range
 */
export function withCall<Command extends object>(command: Command, settings: CallSettings): Command {
  const { input } = command as { readonly input?: unknown };
  const before = (command as Bearer)[KEY];
  // Own and enumerable: the SDK hands on copies of what it is given, and we stand far inside.
  return Object.create(command, {
    input: { value: input, enumerable: true },
    [KEY]: { value: laidOver(before, settings), enumerable: true },
  });
}

/**
 * Says something of all calls that are made within a function, and of all that it starts: of a whole request.
 *
 * @returns what the function returns
 * @throws SpillwayError `INVALID_SETTING`, naming field, value and range; also where there is no AsyncLocalStorage
 */
export const withCalls = <Result>(settings: CallSettings, fn: () => Result): Result =>
  within(laidOver(ambient(), settings), fn);

/** What holds for a call, by the arguments that the SDK hands from one middleware to the next. */
export function settingsOf(args: object): CallSettings | undefined {
  const own = (args as Bearer)[KEY];
  const around = ambient();
  return own === undefined || around === undefined ? (own ?? around) : { ...around, ...own };
}

/** Who calls, for the lines. */
export function callerOf(settings: CallSettings | undefined, now: number): Caller {
  if (settings === undefined) return ANYONE;
  const { priority, tenant = "", deadlineMs = Number.POSITIVE_INFINITY } = settings;
  return { tenant, batch: priority === "batch", deadlineAt: now + deadlineMs };
}
