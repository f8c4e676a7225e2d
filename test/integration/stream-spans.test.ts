import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import {
  BedrockRuntimeClient as OldestClient,
  ConverseStreamCommand as OldestConverseStream,
} from "sdk-oldest";
import { type SpillwayOptions, spillway } from "spillway";
import { createSimulator, type Fault, VirtualClock } from "spillway/simulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bench, bench, CREDENTIALS, converseStream } from "./bench.js";
import "../../src/telemetry/recorder.js";

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
});
beforeEach(() => exporter.reset());
afterAll(() => trace.disable());

/** An event every 150 ms, after the first second. */
const service = { meanMs: 4000, sigma: 0, firstTokenShare: 0.25 };

interface Row {
  readonly fault?: Fault;
  readonly streams?: SpillwayOptions["streams"];
  readonly use?: (stream: AsyncIterable<unknown>, b: Bench, abort: () => void) => Promise<void>;
  /** `spillway.outcome` and `error.type` of the attempt, then of the call. */
  readonly says: readonly (readonly [outcome: string, errorType: string | undefined])[];
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _event of stream);
}

const ROWS: Readonly<Record<string, Row>> = {
  complete: {
    says: [
      ["success", undefined],
      ["success", undefined],
    ],
  },
  "failed inside": {
    fault: { fault: "unableToProcess", where: "midStream" },
    says: [
      ["capacity", "ServiceUnavailableException"],
      ["failed", "ServiceUnavailableException"],
    ],
  },
  truncated: {
    fault: { fault: "unexpectedError", where: "eof" },
    says: [
      ["server", "truncated"],
      ["truncated", "truncated"],
    ],
  },
  stalled: {
    streams: { idleMs: 100 },
    says: [
      ["timeout", "stalled"],
      ["stalled", "stalled"],
    ],
  },
  left: {
    use: async (stream) => {
      for await (const _event of stream) break;
    },
    says: [
      ["client_abort", undefined],
      ["left", undefined],
    ],
  },
  aborted: {
    use: async (stream, _b, abort) => {
      for await (const _event of stream) abort();
    },
    says: [
      ["client_abort", "aborted"],
      ["aborted", "aborted"],
    ],
  },
  forgotten: {
    streams: { idleMs: 100 },
    use: (_stream, { clock }) => clock.advance(200),
    says: [
      ["client_abort", "forgotten"],
      ["forgotten", "forgotten"],
    ],
  },
};

const saidBy = ({ attributes }: ReadableSpan): unknown[] => [
  attributes["spillway.outcome"],
  attributes["error.type"],
];

describe("the spans of a stream", () => {
  it.each(Object.entries(ROWS))("%s say so", async (_how, { fault, streams, use = readAll, says }) => {
    const defaults = { service, faults: fault === undefined ? [] : [fault] };
    const b = bench({ simulator: { defaults }, spillway: streams === undefined ? {} : { streams } });
    const warnings: string[] = [];
    b.plugin.on("warning", ({ message }) => warnings.push(message));
    const controller = new AbortController();
    const sending = b.client.send(converseStream(), { abortSignal: controller.signal });
    const { stream } = await b.clock.run(sending);
    expect(exporter.getFinishedSpans()).toEqual([]);
    const used = use(stream as AsyncIterable<unknown>, b, () => controller.abort()).catch(() => undefined);
    await b.clock.run(used);
    expect(exporter.getFinishedSpans().map(saidBy)).toEqual(says);
    expect(warnings).toHaveLength(_how === "forgotten" ? 1 : 0);
    expect(b.plugin.snapshot().lanes[0]?.inFlight).toBe(0);
  });
});

describe("the oldest SDK", () => {
  const input = converseStream().input as never;

  it("has an attempt repeated that fails in its first event, as the newest has", async () => {
    const clock = new VirtualClock();
    const fault = { fault: "tooManyRequests" as const, where: "firstFrame" as const, first: 2 };
    const simulator = createSimulator({ clock, seed: 1, defaults: { faults: [fault] } });
    const client = new OldestClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    });
    client.middlewareStack.use(spillway({ clock }));
    const { stream, $metadata } = await clock.run(client.send(new OldestConverseStream(input)));
    expect($metadata.attempts).toBe(3);
    await clock.run(readAll(stream ?? (async function* () {})()));
    expect(simulator.report().totals).toMatchObject({ attempts: 3, served: 1 });
  });

  it("is left as it is where it is only observed: its reader gets that error", async () => {
    const clock = new VirtualClock();
    const fault = { fault: "validation" as const, where: "firstFrame" as const };
    const simulator = createSimulator({ clock, seed: 1, defaults: { faults: [fault] } });
    const client = new OldestClient({
      region: "us-east-1",
      credentials: CREDENTIALS,
      requestHandler: simulator.handler(),
    });
    const plugin = spillway({ clock, mode: "observe" });
    client.middlewareStack.use(plugin);
    const { stream } = await clock.run(client.send(new OldestConverseStream(input)));
    const read = readAll(stream ?? (async function* () {})());
    await clock.run(expect(read).rejects.toMatchObject({ name: "ValidationException" }));
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, counters: { ignored: 1 } });
  });
});
