import { describe, expect, it } from "vitest";
import {
  createSimulator,
  type Fault,
  type SimulatorReport,
  VirtualClock,
} from "../../src/simulator/index.js";
import { clientOf, converse, converseStream, countTokens, failure } from "./helpers.js";

interface Heard {
  /** Events before the end. */
  readonly events: number;
  readonly whole: boolean;
  readonly error: (Error & Record<string, unknown>) | undefined;
  /** Virtual ms until the client knows. */
  readonly ms: number;
  readonly report: SimulatorReport;
}

/** One call in virtual time, that is given up after ten seconds. The answer takes 1500 ms, 450 to its first token. */
async function hear(fault: Fault, stream: boolean): Promise<Heard> {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    clock,
    defaults: { service: { sigma: 0 }, networkMs: 0, faults: [fault] },
  });
  const client = clientOf({ requestHandler: simulator.handler() });
  const abort = new AbortController();
  const patience = clock.setTimeout(() => abort.abort(), 10_000);
  let events = 0;
  let whole = !stream;
  const call = async (): Promise<void> => {
    const options = { abortSignal: abort.signal };
    if (!stream) return void (await client.send(converse(), options));
    for await (const event of (await client.send(converseStream(), options)).stream ?? []) {
      events++;
      whole ||= event.messageStop !== undefined;
    }
  };
  const error = await clock.run(() => call().catch((reason: Heard["error"]) => reason));
  const ms = clock.now();
  clock.clearTimeout(patience);
  await clock.advance(10_000);
  expect(simulator.report().totals).toMatchObject({ attempts: 1, open: 0, inFlight: 0 });
  return { events, whole, error: error ?? undefined, ms, report: simulator.report() };
}

const counts = ({ totals }: SimulatorReport) => ({ ...totals.rejected, ...totals.failed });

type Row = readonly [fault: Fault, error: string | undefined, ms: number, counted: Record<string, number>];

const HALF = 450 + 1050 / 2;
const WHOLE = 1500;
const TRUNCATED = "Truncated event message received.";
const RESET = "read ECONNRESET";

describe("a stream", () => {
  const rows: readonly Row[] = [
    [
      { where: "errorFrame", fault: "unexpectedError" },
      "The system encountered",
      HALF,
      { unexpectedError: 1 },
    ],
    [{ where: "midStream", fault: "modelTimeout" }, '{"message":"Model has', HALF, { modelTimeout: 1 }],
    [{ where: "hang" }, "Request aborted", 10_000, { hang: 1 }],
    [{ where: "stall" }, "Request aborted", 10_000, { stall: 1 }],
    // The clock stands where the frame came that can't be read.
    [{ where: "malformed", variant: "checksum" }, "The message checksum", HALF, { malformed: 1 }],
    [{ where: "malformed", variant: "json" }, "Unterminated string in JSON", HALF, { malformed: 1 }],
    [{ where: "malformed", variant: "length" }, TRUNCATED, WHOLE, { malformed: 1 }],
    [{ where: "truncatedFrame", variant: "end" }, TRUNCATED, HALF, { truncatedFrame: 1 }],
    [{ where: "truncatedFrame", variant: "cut" }, "aborted", HALF, { truncatedFrame: 1 }],
    [{ where: "reset" }, RESET, 20, { reset: 1 }],
    [{ where: "resetMidStream" }, RESET, HALF, { resetMidStream: 1 }],
    [{ where: "refusedStream" }, "NGHTTP2_REFUSED_STREAM", 20, { refusedStream: 1 }],
    [{ where: "goaway", variant: "abrupt" }, "Session closed with error code 2", HALF, { goaway: 1 }],
  ];
  it.each(rows)("with %j", async (fault, message, ms, counted) => {
    const heard = await hear(fault, true);
    expect(heard.error?.message).toContain(message);
    expect(heard.ms).toBeCloseTo(ms);
    expect(counts(heard.report)).toEqual(counted);
    expect(heard.whole).toBe(false);
    if (ms === HALF) expect(heard.events).toBe(11);
    expect(heard.report.requests[0]?.fault).toBe(fault.where);
  });

  it("that is slow is whole, and takes longer", async () => {
    const heard = await hear({ where: "slow", stretch: 3 }, true);
    expect(heard).toMatchObject({ events: 24, whole: true, error: undefined });
    expect(heard.ms).toBeCloseTo(450 + 3 * 1050);
    expect(heard.report.totals.served).toBe(1);
    expect(heard.report.requests[0]).toMatchObject({ fault: "slow", outcome: "served" });
  });

  it("on a connection that is given up politely is whole", async () => {
    const heard = await hear({ where: "goaway", variant: "graceful" }, true);
    expect(heard).toMatchObject({ events: 24, whole: true, error: undefined });
    expect(heard.report.requests[0]).toMatchObject({ fault: "goaway", outcome: "served" });
  });

  it("that stalls writes half of its tokens, however long the client stays; one that hangs writes none", async () => {
    const [stalled, hung] = [await hear({ where: "stall" }, true), await hear({ where: "hang" }, true)];
    expect(stalled.events).toBe(11);
    expect(stalled.report.totals.busyMs).toBeCloseTo(10_000);
    expect(stalled.report.totals.outputTokens).toBeGreaterThan(20);
    expect(hung.report.totals).toMatchObject({ outputTokens: 0, busyMs: 10_000 });
  });

  it("left before its fault shows is simply left", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { faults: [{ where: "stall" }] } });
    const abort = new AbortController();
    const client = clientOf({ requestHandler: simulator.handler() });
    const lost = failure(client.send(converse(), { abortSignal: abort.signal }));
    await clock.advance(100);
    abort.abort();
    await lost;
    expect(simulator.report().totals).toMatchObject({ aborted: 1, failed: {}, open: 0 });
  });
});

describe("an answer that is no stream", () => {
  const rows: readonly Row[] = [
    [
      { where: "errorFrame", fault: "unexpectedError" },
      "The system encountered",
      750,
      { unexpectedError: 1 },
    ],
    [{ where: "cut" }, "aborted", 750, { cut: 1 }],
    [{ where: "hang" }, "Request aborted", 10_000, { hang: 1 }],
    [{ where: "stall" }, "Request aborted", 10_000, { stall: 1 }],
    [{ where: "malformed" }, "is not valid JSON", WHOLE, { malformed: 1 }],
    [{ where: "truncatedFrame", variant: "end" }, "JSON", 750, { truncatedFrame: 1 }],
    [{ where: "truncatedFrame", variant: "cut" }, "aborted", 750, { truncatedFrame: 1 }],
    [{ where: "reset" }, RESET, 20, { reset: 1 }],
    [{ where: "resetMidStream" }, RESET, 750, { resetMidStream: 1 }],
    [{ where: "refusedStream" }, "NGHTTP2_REFUSED_STREAM", 20, { refusedStream: 1 }],
    [{ where: "goaway", variant: "abrupt" }, "Session closed with error code 2", 750, { goaway: 1 }],
    [{ where: "goaway", variant: "graceful" }, undefined, WHOLE, {}],
    [{ where: "slow" }, undefined, 450 + 4 * 1050, {}],
  ];
  it.each(rows)("with %j", async (fault, message, ms, counted) => {
    const heard = await hear(fault, false);
    if (message === undefined) expect(heard.error).toBeUndefined();
    else expect(heard.error?.message).toContain(message);
    expect(heard.ms).toBeCloseTo(ms);
    expect(counts(heard.report)).toEqual(counted);
  });

  it("that comes quickly can break as well", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { faults: [{ where: "malformed" }] } });
    const client = clientOf({ requestHandler: simulator.handler() });
    const error = await clock.run(() => failure(client.send(countTokens())));
    expect(error.name).toBe("SyntaxError");
    expect(simulator.report().totals.failed).toEqual({ malformed: 1 });
  });
});

describe("connections of a region", () => {
  it("are refused for a time, and what they would have carried does not count", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({
      clock,
      regionFaults: {
        "us-east-1": [
          { where: "refusedConnection", to: 1000, first: 2 },
          { fault: "unableToProcess", to: 1000, first: 1 },
        ],
      },
    });
    const client = clientOf({ requestHandler: simulator.handler() });
    const results = await clock.run(async () => [
      (await failure(client.send(converse()))).code,
      (await failure(client.send(converse()))).code,
      (await failure(client.send(converse()))).name,
      (await client.send(converse())).stopReason,
    ]);
    expect(results).toEqual([
      "ECONNREFUSED",
      "ECONNREFUSED",
      "ServiceUnavailableException",
      expect.any(String),
    ]);
    expect(simulator.report().totals).toMatchObject({ attempts: 2, served: 1 });
  });
});
