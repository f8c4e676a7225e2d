import type { DeserializeMiddleware, MetadataBearer } from "@smithy/types";
import type { Clock } from "../../clock.js";
import type { SpillwayError } from "../../errors.js";
import { closeBody } from "./body.js";
import { Idle } from "./idle.js";
import { stalledError } from "./refusals.js";

/** On the SDK's arguments of an attempt, which it copies from step to step. */
const KEY = Symbol("spillway.beginning");

/**
 * A stream between its head and its first event, which recent versions of the SDK wait for themselves, inside `send()`.
 * Where none comes, whoever waits is told, and the connection is closed: else both would hang for ever.
 */
export class Beginning {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #operation: string;
  #idle: Idle | undefined;
  #stalled: SpillwayError | undefined;
  #reject: ((why: SpillwayError) => void) | undefined;

  constructor(operation: string, idleMs: number, clock: Clock) {
    this.#operation = operation;
    this.#idleMs = idleMs;
    this.#clock = clock;
  }

  /** What the attempt's arguments must bear. */
  get mark(): object {
    return { [KEY]: this };
  }

  /** The head has come, and nothing of the stream. */
  head(response: unknown): void {
    this.#idle = new Idle(this.#clock, this.#idleMs, () => {
      this.#stalled = stalledError(this.#operation, 0, this.#idleMs);
      closeBody(response);
      this.#reject?.(this.#stalled);
    });
    // The SDK, for its caller.
    this.#idle.waits();
  }

  /** @throws `STREAM_STALLED` where it stalls before this is settled, or has stalled already */
  within<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#stalled !== undefined) reject(this.#stalled);
      promise.then(resolve, (error: unknown) => reject(this.#stalled ?? error));
    });
  }

  /** The first event has come, or nothing will. */
  over(): void {
    this.#idle?.stop();
  }
}

/** Innermost: where the head of an answer shows before anybody has read from its body. */
export const atHead =
  <Input extends object, Output extends MetadataBearer>(): DeserializeMiddleware<Input, Output> =>
  (next) =>
  (args) => {
    const { [KEY]: beginning } = args as { readonly [KEY]?: Beginning };
    return beginning === undefined ? next(args) : noted(next(args), beginning);
  };

async function noted<Result extends { readonly response: unknown }>(
  answer: Promise<Result>,
  beginning: Beginning,
): Promise<Result> {
  const result = await answer;
  beginning.head(result.response);
  return result;
}
