import http2 from "node:http2";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/simulator/index.js";
import { collect, converse, converseStream, failure } from "./helpers.js";
import { clientAt, nothingOpen, VERSIONS, withSockets } from "./sockets.js";

interface Case {
  readonly fault: Fault;
  /** What the caller of a stream hears: an error, or `cleanly` without the end mark, or that it is `whole`. */
  readonly h2: RegExp | "whole" | "cleanly";
  readonly h1: RegExp | "whole" | "cleanly";
}

const STREAM_RESET = /NGHTTP2_INTERNAL_ERROR/;
const CASES: readonly Case[] = [
  { fault: { where: "errorFrame", fault: "unexpectedError" }, h2: /encountered/, h1: /encountered/ },
  { fault: { where: "cut" }, h2: "cleanly", h1: /aborted/ },
  { fault: { where: "malformed", variant: "checksum" }, h2: /checksum/, h1: /checksum/ },
  { fault: { where: "malformed", variant: "length" }, h2: /Truncated/, h1: /Truncated/ },
  { fault: { where: "malformed", variant: "json" }, h2: /JSON/, h1: /JSON/ },
  { fault: { where: "truncatedFrame", variant: "end" }, h2: /Truncated/, h1: /Truncated/ },
  { fault: { where: "truncatedFrame", variant: "cut" }, h2: /Truncated/, h1: /aborted/ },
  { fault: { where: "reset" }, h2: STREAM_RESET, h1: /ECONNRESET/ },
  { fault: { where: "resetMidStream" }, h2: STREAM_RESET, h1: /aborted/ },
  { fault: { where: "refusedStream" }, h2: /NGHTTP2_REFUSED_STREAM/, h1: /socket hang up/ },
  { fault: { where: "goaway", variant: "abrupt" }, h2: /Session closed with error code 2/, h1: /aborted/ },
  { fault: { where: "goaway", variant: "graceful" }, h2: "whole", h1: "whole" },
  { fault: { where: "slow", stretch: 1 }, h2: "whole", h1: "whole" },
];

describe.each(Object.entries(VERSIONS))("a stream over %s", (_, version) => {
  it.each(CASES)("with $fault", async ({ fault, ...expected }) => {
    await withSockets(fault, async (simulator, url) => {
      const client = clientAt(url, version);
      const read = async () => collect((await client.send(converseStream("bad"))).stream);
      const heard = await read().catch((error: Error) => error.message);
      const wanted = version ? expected.h1 : expected.h2;
      if (wanted instanceof RegExp) expect(heard).toMatch(wanted);
      else {
        const whole = Array.isArray(heard) && heard.some((event) => event.messageStop !== undefined);
        expect(whole).toBe(wanted === "whole");
      }
      client.destroy();
      await nothingOpen(simulator);
      expect(simulator.report().totals).toMatchObject({ attempts: 1, inFlight: 0 });
    });
  });

  it.each([{ where: "hang" }, { where: "stall" }] as const)(
    "with %j is open until it is left",
    async (fault) => {
      await withSockets(fault, async (simulator, url) => {
        const client = clientAt(url, version);
        const abort = new AbortController();
        const options = { abortSignal: abort.signal };
        const read = async () => collect((await client.send(converseStream("bad"), options)).stream);
        const reading = read().catch(() => {});
        const unary = failure(client.send(converse("bad"), options));
        await expect.poll(() => simulator.report().totals.open, { interval: 2 }).toBe(2);
        await new Promise((resolve) => setTimeout(resolve, 60));
        const { open, inFlight } = simulator.report().regions["us-east-1"] ?? {};
        expect({ open, inFlight }).toEqual({ open: 2, inFlight: 2 });
        abort.abort();
        await Promise.all([reading, unary]);
        await nothingOpen(simulator);
        expect(simulator.report().totals).toMatchObject({ inFlight: 0, failed: { [fault.where]: 2 } });
        client.destroy();
      });
    },
  );
});

/** A stream of `good` and one of `bad` on one session; how each of them closed, and what the session heard. */
async function together(fault: Fault) {
  return withSockets(fault, async (simulator, url) => {
    const session = http2.connect(url);
    const goaway: number[] = [];
    session.on("goaway", (code) => goaway.push(code));
    session.on("error", () => {});
    const one = (model: string): Promise<number> => {
      const stream = session.request({ ":method": "POST", ":path": `/model/${model}/converse-stream` });
      stream.on("error", () => {});
      stream.resume().end("{}");
      return new Promise((resolve) => stream.on("close", () => resolve(stream.rstCode)));
    };
    const [good, bad] = await Promise.all([one("good"), one("bad")]);
    await nothingOpen(simulator);
    const refused = session.closed || session.destroyed;
    session.destroy();
    return { good, bad, goaway: goaway[0], refused };
  });
}

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

describe("streams of one session", () => {
  const goesOn = { good: 0, goaway: undefined, refused: false };
  it.each([
    [{ where: "reset" }, { ...goesOn, bad: NGHTTP2_INTERNAL_ERROR }],
    [{ where: "resetMidStream" }, { ...goesOn, bad: NGHTTP2_INTERNAL_ERROR }],
    [{ where: "refusedStream" }, { ...goesOn, bad: NGHTTP2_REFUSED_STREAM }],
    [{ where: "cut" }, { good: NGHTTP2_CANCEL, bad: NGHTTP2_CANCEL, goaway: undefined, refused: true }],
    [
      { where: "goaway", variant: "graceful" },
      { good: 0, bad: 0, goaway: 0, refused: true },
    ],
    [
      { where: "goaway", variant: "abrupt" },
      {
        good: NGHTTP2_INTERNAL_ERROR,
        bad: NGHTTP2_INTERNAL_ERROR,
        goaway: NGHTTP2_INTERNAL_ERROR,
        refused: true,
      },
    ],
  ] as const)("with %j", async (fault, expected) => {
    expect(await together(fault)).toEqual(expected);
  });
});

it("an HTTP/1.1 connection that is given up says so", async () => {
  await withSockets({ where: "goaway", variant: "graceful" }, async (_, url) => {
    const ask = (model: string) => fetch(`${url}/model/${model}/converse`, { method: "POST", body: "{}" });
    const [bad, good] = [await ask("bad"), await ask("good")];
    expect(bad.headers.get("connection")).toBe("close");
    expect(good.headers.get("connection")).not.toBe("close");
    await Promise.all([bad.text(), good.text()]);
  });
});
