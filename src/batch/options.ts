import { type Clock, MAX_TIMER_MS } from "../clock.js";
import { invalidSetting } from "../errors.js";
import type { Random } from "../random.js";
import { show } from "../settings/show.js";
import { laidOver } from "../smithy/call-settings.js";
import type { BatchCounts } from "./counts.js";
import type { WindowSource } from "./room.js";

/** What is used of a client of the AWS SDK v3. */
export interface SendingClient {
  send(command: never, options?: { abortSignal?: AbortSignal; requestTimeout?: number }): Promise<unknown>;
}

/** The SDK's own commands: `import * as commands from "@aws-sdk/client-bedrock-runtime"` has them. */
export interface Commands {
  readonly ConverseCommand: new (input: never) => object;
  readonly InvokeModelCommand: new (input: never) => object;
}

/** How a batch is sent. */
export interface BatchOptions {
  /** Of Bedrock Runtime, and governed by spillway. */
  readonly client: SendingClient;
  readonly commands: Commands;
  /** The instance that governs the client. With it a little more than its windows take is in hand, without it `concurrency` calls are. */
  readonly spillway?: WindowSource | undefined;
  /** For records that name no model themselves. */
  readonly modelId?: string | undefined;
  /** Records in hand at once at most: sent, or waiting for their turn. From 1 to 9000, whole. Default 5000; without `spillway` 50. */
  readonly concurrency?: number | undefined;
  /** Who goes first where others use the same instance. Default `batch`. */
  readonly priority?: "interactive" | "batch" | undefined;
  /** For whom the batch is, in the waiting line. Default: nobody in particular. */
  readonly tenant?: string | undefined;
  /** Milliseconds after which one attempt is given up. From 1 to 2147483647. Default: the client's own. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * How many times a record is tried when the service fails on it (500 and the like), with growing pauses; each try has the
   * client's own attempts. Where there is no room it is tried without end. From 1 to 1000, whole. Default 3.
   */
  readonly rounds?: number | undefined;
  /** Whether the first line that can't be sent ends the batch. Default false. */
  readonly strict?: boolean | undefined;
  /** Ends the batch when it fires: what is in flight is awaited and written, the rest stays for another run. */
  readonly signal?: AbortSignal | undefined;
  /** Called once when the batch begins to end early: to close the instance lets go who waits in its lines. */
  readonly onStop?: (() => void) | undefined;
  /** Told at every change, always of the same object. */
  readonly onProgress?: ((counts: Readonly<BatchCounts>) => void) | undefined;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
  /** Default: the machine's own. */
  readonly random?: Random | undefined;
}

/** Leaves room for others in a line of the default length. */
export const MOST_CONCURRENCY = 9000;
export const DEFAULT_CONCURRENCY = 5000;
const UNGOVERNED = 50;
const MOST_ROUNDS = 1000;
export const DEFAULT_ROUNDS = 3;

/** A number of an option. @throws SpillwayError `INVALID_SETTING`, naming option, value and range */
export function wholeNumber(name: string, value: unknown, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalidSetting(`${name} is ${show(value)}: expected a whole number from 1 to ${max}`);
}

export const concurrencyOf = (value: number | undefined, governed: boolean): number =>
  wholeNumber("concurrency", value ?? (governed ? DEFAULT_CONCURRENCY : UNGOVERNED), MOST_CONCURRENCY);

export function checkOptions({ rounds, requestTimeoutMs, priority, tenant }: BatchOptions): void {
  wholeNumber("rounds", rounds ?? DEFAULT_ROUNDS, MOST_ROUNDS);
  if (requestTimeoutMs !== undefined) wholeNumber("requestTimeoutMs", requestTimeoutMs, MAX_TIMER_MS);
  laidOver(undefined, { priority, tenant });
}
