import type { BedrockRuntimeClient, ConverseStreamOutput } from "@aws-sdk/client-bedrock-runtime";
import { type Spillway, type SpillwayOptions, spillway } from "spillway";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf, commandOf, type Protocol, type Sdk, VARIANTS } from "./stream-clients.js";
import { type Pen, type Script, type StreamServer, streamServer } from "./stream-server.js";

/** Every way in which a stream ends, over real sockets, with the SDK of today and the oldest that we support. */

interface Reader {
  readonly stream: AsyncIterable<ConverseStreamOutput>;
  readonly abort: () => void;
  /** Events that were read. */
  count: number;
}

interface Row {
  readonly script: Script;
  readonly options?: SpillwayOptions;
  /** What the caller does with the stream; reads it, where left out. */
  readonly read?: (reader: Reader) => Promise<void>;
  /** Aborts once the request has come. */
  readonly abortAtOnce?: boolean;
  /** Events, then `end`, or the name (of ours the code) of the error, in order of protocol where they differ. */
  readonly sees: string | Readonly<Record<Protocol, string | RegExp>>;
  /** Of the attempts, in order. */
  readonly outcomes: readonly string[];
  /** What its quota of tokens is charged with: what it reserved, where left out. */
  readonly tokens?: number;
  /** Whether the server sees its answer closed before it is whole. */
  readonly broken: boolean;
}

const IDLE_MS = 60;
/** Its prompt, estimated, and its max tokens. */
const RESERVED = 203;
/** What a whole answer says that it used. */
const USED = 15;

/** As long as it says, with sums that are not those of its bytes. */
const NO_FRAME = Uint8Array.from({ length: 20 }, (_, i) => (i < 3 ? 0 : i === 3 ? 20 : i));

async function begin(pen: Pen, events = 4): Promise<void> {
  await pen.event("messageStart", { role: "assistant" });
  for (let i = 1; i < events; i++)
    await pen.event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "x" } });
}

async function finish(pen: Pen): Promise<void> {
  await pen.event("messageStop", { stopReason: "end_turn" });
  await pen.event("metadata", { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 } });
  pen.end();
}

/** Writes on for as long as somebody takes it. */
async function goOn(pen: Pen): Promise<void> {
  await begin(pen);
  while (!pen.closed) {
    await pen.event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "x" } });
    await pen.pause(2);
  }
}

const whole: Script = async (pen) => {
  await begin(pen);
  await finish(pen);
};

async function readAll(reader: Reader): Promise<void> {
  for await (const _event of reader.stream) reader.count++;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const ROWS: Readonly<Record<string, Row>> = {
  complete: {
    script: whole,
    sees: "6 end",
    outcomes: ["success"],
    tokens: USED,
    broken: false,
  },
  "an exception as its first frame, then whole": {
    script: async (pen, number) => {
      if (number > 1) return whole(pen, number);
      await pen.exception("internalServerException", "Try again.");
      pen.end();
    },
    sees: "6 end",
    outcomes: ["server", "success"],
    tokens: RESERVED + USED,
    broken: false,
  },
  "an exception as its first frame, not worth repeating": {
    script: async (pen) => {
      await pen.exception("validationException", "no");
      pen.end();
    },
    sees: "send: ValidationException",
    outcomes: ["config"],
    tokens: 0,
    broken: false,
  },
  "no event at all, then whole": {
    script: (pen, number) => (number > 1 ? whole(pen, number) : pen.end()),
    sees: "6 end",
    outcomes: ["server", "success"],
    tokens: RESERVED + USED,
    broken: false,
  },
  "an exception after events": {
    script: async (pen) => {
      await begin(pen);
      await pen.exception("serviceUnavailableException", "Bedrock is unable to process your request.");
      pen.end();
    },
    sees: "4 ServiceUnavailableException",
    outcomes: ["capacity"],
    tokens: 0,
    broken: false,
  },
  "an error frame": {
    script: async (pen) => {
      await begin(pen);
      await pen.error("InternalServerException", "no");
      pen.end();
    },
    sees: "4 InternalServerException",
    outcomes: ["server"],
    broken: false,
  },
  "a frame that is none, in an answer that goes on": {
    script: async (pen) => {
      await begin(pen);
      await pen.bytes(NO_FRAME);
      while (!pen.closed) await pen.pause(5);
    },
    sees: "4 Error",
    outcomes: ["unknown"],
    broken: true,
  },
  "a first frame that is none, in an answer that goes on": {
    script: async (pen) => {
      await pen.bytes(NO_FRAME);
      while (!pen.closed) await pen.pause(5);
    },
    sees: "send: Error",
    outcomes: ["unknown"],
    broken: true,
  },
  "cut by its connection": {
    script: async (pen) => {
      await begin(pen);
      await pen.pause(20);
      pen.cut();
    },
    sees: { h2: "STREAM_TRUNCATED", h1: "ECONNRESET" },
    outcomes: ["server"],
    broken: true,
  },
  truncated: {
    script: async (pen) => {
      await begin(pen);
      pen.end();
    },
    sees: "4 STREAM_TRUNCATED",
    outcomes: ["server"],
    broken: false,
  },
  "truncated, which is to be ignored": {
    script: async (pen) => {
      await begin(pen);
      pen.end();
    },
    options: { streams: { truncation: "ignore" } },
    sees: "4 end",
    outcomes: ["server"],
    broken: false,
  },
  "truncated, observed only": {
    script: async (pen) => {
      await begin(pen);
      pen.end();
    },
    options: { mode: "observe" },
    sees: "4 end",
    outcomes: ["server"],
    broken: false,
  },
  "aborted before its first event": {
    script: async (pen) => {
      while (!pen.closed) await pen.pause(5);
    },
    abortAtOnce: true,
    // Whether the headers have come by then is a matter of microseconds.
    sees: { h2: /0 end|send: AbortError/, h1: /send: AbortError/ },
    outcomes: ["client_abort"],
    broken: true,
  },
  "aborted between events": {
    script: goOn,
    read: async (reader) => {
      for await (const _event of reader.stream) if (++reader.count === 4) reader.abort();
    },
    sees: { h2: "end", h1: "ECONNRESET" },
    outcomes: ["client_abort"],
    broken: true,
  },
  "aborted while its reader waits": {
    script: async (pen) => {
      await begin(pen);
      while (!pen.closed) await pen.pause(5);
    },
    read: async (reader) => {
      for await (const _event of reader.stream) if (++reader.count === 4) setTimeout(reader.abort, 20);
    },
    sees: { h2: "4 end", h1: "4 ECONNRESET" },
    outcomes: ["client_abort"],
    broken: true,
  },
  "left by break": {
    script: goOn,
    read: async (reader) => {
      for await (const _event of reader.stream) if (++reader.count === 3) break;
    },
    sees: "3 end",
    outcomes: ["client_abort"],
    broken: true,
  },
  "left by break after its end mark": {
    script: whole,
    read: async (reader) => {
      for await (const event of reader.stream) {
        reader.count++;
        if (event.messageStop) break;
      }
    },
    sees: "5 end",
    outcomes: ["success"],
    broken: false,
  },
  "left by return() while a next() waits": {
    script: async (pen) => {
      await begin(pen, 1);
      while (!pen.closed) await pen.pause(5);
    },
    read: async (reader) => {
      const events = reader.stream[Symbol.asyncIterator]();
      await events.next();
      const waiting = events.next();
      await events.return?.();
      expect(await waiting).toEqual({ done: true, value: undefined });
    },
    sees: "0 end",
    outcomes: ["client_abort"],
    broken: true,
  },
  "left by throw()": {
    script: goOn,
    read: async (reader) => {
      const events = reader.stream[Symbol.asyncIterator]();
      await events.next();
      await events.throw?.(new TypeError("mine"));
    },
    sees: "0 TypeError",
    outcomes: ["client_abort"],
    broken: true,
  },
  "never read, until too late": {
    script: goOn,
    options: { streams: { idleMs: IDLE_MS } },
    read: async (reader) => {
      await sleep(4 * IDLE_MS);
      await readAll(reader);
    },
    sees: "0 STREAM_FORGOTTEN",
    outcomes: ["client_abort"],
    broken: true,
  },
  stalled: {
    script: async (pen) => {
      await begin(pen);
      while (!pen.closed) await pen.pause(5);
    },
    options: { streams: { idleMs: IDLE_MS } },
    sees: "4 STREAM_STALLED",
    outcomes: ["timeout"],
    broken: true,
  },
  "stalled before its first event": {
    script: async (pen) => {
      while (!pen.closed) await pen.pause(5);
    },
    options: { streams: { idleMs: IDLE_MS } },
    sees: "send: STREAM_STALLED",
    outcomes: ["timeout"],
    broken: true,
  },
  "silent after its end mark": {
    script: async (pen) => {
      await begin(pen);
      await pen.event("messageStop", { stopReason: "end_turn" });
      while (!pen.closed) await pen.pause(5);
    },
    options: { streams: { idleMs: IDLE_MS } },
    sees: "5 end",
    outcomes: ["success"],
    broken: true,
  },
  "read slowly": {
    script: whole,
    options: { streams: { idleMs: IDLE_MS } },
    read: async (reader) => {
      for await (const _event of reader.stream) {
        reader.count++;
        if (reader.count < 3) await sleep(2 * IDLE_MS);
      }
    },
    sees: "6 end",
    outcomes: ["success"],
    tokens: USED,
    broken: false,
  },
};

let server: StreamServer | undefined;

afterEach(() => server?.close());

const nameOf = (error: unknown): string => {
  const { name, code } = error as { name: string; code?: string };
  return code ?? name;
};

async function play(client: BedrockRuntimeClient, sdk: Sdk, row: Row): Promise<string> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (row.abortAtOnce)
    void expect
      .poll(() => server?.requests, { interval: 5 })
      .toBe(1)
      .then(abort);
  let reader: Reader | undefined;
  try {
    const { stream } = await client.send(commandOf(sdk), { abortSignal: controller.signal });
    reader = { stream: stream ?? [], abort, count: 0 } as Reader;
    await (row.read ?? readAll)(reader);
    return `${reader.count} end`;
  } catch (error) {
    return `${reader === undefined ? "send:" : reader.count} ${nameOf(error)}`;
  }
}

function watched(options: SpillwayOptions | undefined): { plugin: Spillway; outcomes: string[] } {
  const plugin = spillway({
    retry: { baseMs: 1 },
    quota: { tokensPerMinute: 1e6, outputWeight: 1 },
    ...options,
  });
  const outcomes: string[] = [];
  plugin.on("attempt", ({ outcome }) => outcomes.push(outcome));
  plugin.on("warning", () => undefined);
  return { plugin, outcomes };
}

/** How often each kind of permit ending was learnt by the window. */
function taught(outcomes: readonly string[]): Record<string, number> {
  const counters = { served: 0, throttled: 0, unavailable: 0, ignored: 0 };
  for (const outcome of outcomes) {
    if (outcome === "success") counters.served++;
    else if (outcome === "capacity") counters.unavailable++;
    else counters.ignored++;
  }
  return counters;
}

describe.each(VARIANTS)("with the SDK of %s over %s, a stream", (sdk, protocol) => {
  it.each(Object.entries(ROWS))("%s", async (_name, row) => {
    server = await streamServer(protocol, row.script);
    const client = clientOf(sdk, protocol, server.url);
    const { plugin, outcomes } = watched(row.options);
    client.middlewareStack.use(plugin);
    const saw = await play(client, sdk, row);
    expect(saw).toMatch(typeof row.sees === "string" ? row.sees : row.sees[protocol]);
    expect(outcomes).toEqual(row.outcomes);
    const { inFlight, counters, quotas } = plugin.snapshot().lanes[0] ?? {};
    expect({ inFlight, ...counters }).toMatchObject({ inFlight: 0, ...taught(row.outcomes) });
    expect(quotas?.tokensLastMinute).toBe(row.tokens ?? RESERVED);
    await expect.poll(() => server?.open, { timeout: 2000, interval: 5 }).toBe(0);
    expect(server.requests).toBe(row.outcomes.length);
    expect(server.broken).toBe(row.broken ? 1 : 0);
    client.destroy();
  });
});
