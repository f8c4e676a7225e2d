import { nameOfThrown } from "../field.js";
import { said } from "../operate/said.js";
import type { Governed } from "./run-client.js";

/** The last failure of an attempt, of those that are made again as well: why a run does not get through. */
export interface LastError {
  readonly name: string;
  /** In one line, masked. */
  readonly message: string;
  /** Ms of the clock that the run is followed by. */
  readonly at: number;
}

/**
 * Listens to the attempts of a client.
 *
 * @returns the last failure so far; undefined where none has failed
 */
export function lastErrorOf(client: Governed["client"], now: () => number): () => LastError | undefined {
  let last: LastError | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        last = { name: nameOfThrown(error), message: said(error), at: now() };
        throw error;
      }
    },
    // Around what makes errors of answers, and within what makes attempts again.
    { step: "deserialize", priority: "high", name: "spillwayRunLastErrorMiddleware" },
  );
  return () => last;
}
