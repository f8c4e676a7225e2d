import type { Operation } from "./types.js";

/** What a request says of itself; never its prompt, never its credentials. */
export interface Facts {
  readonly operation: Operation;
  readonly model: string;
  /** Estimate: a token per four characters of text. */
  readonly inputTokens: number;
  /** Maximum output, where the request names one. */
  readonly maxTokens: number | undefined;
  /** Speaks the Anthropic messages format. */
  readonly anthropic: boolean;
  /** Region in the SigV4 credential scope; undefined for a bearer token. */
  readonly scopeRegion: string | undefined;
  /** Host that it names, with its port; from the `host` header or `:authority`. */
  readonly host: string | undefined;
  /** Number in the `amz-sdk-request` header. */
  readonly attempt: number | undefined;
  readonly invocationId: string | undefined;
  /** Idempotency token of an asynchronous invocation. */
  readonly clientToken: string | undefined;
}

/** Stands in for the facts of a request that could not be read. */
export const NOBODY: Omit<Facts, "operation"> = {
  model: "",
  inputTokens: 0,
  maxTokens: undefined,
  anthropic: false,
  scopeRegion: undefined,
  host: undefined,
  attempt: undefined,
  invocationId: undefined,
  clientToken: undefined,
};

/** Whether it answers with an event stream. */
export const isStream = (operation: Operation): boolean =>
  operation === "ConverseStream" || operation === "InvokeModelWithResponseStream";

/** Whether it answers at once, without a slot and without quotas. */
export const isQuick = (operation: Operation): boolean =>
  operation === "CountTokens" || operation === "StartAsyncInvoke";
