import { Readable } from "node:stream";
import { HttpResponse } from "@smithy/core/protocols";
import { chunkFrame, errorFrame, eventFrame, exceptionFrame } from "../../src/simulator/frames.js";
import type { Dice } from "./dice.js";
import { errorOf } from "./targets/outcome.js";
import { usageOf } from "./targets/tokens.js";
import { jsonOf, numberOf, textOf } from "./values.js";

/** Stands in what the service says; nobody may tell it on. */
export const SAID = "fuzz-answer";

/** What a hostile service does to one request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly Uint8Array[];
  /** How the body ends: as it should, broken, or never. */
  readonly end: "end" | "break" | "never";
  /** The handler throws instead. */
  readonly thrown: { readonly error: unknown } | undefined;
}

const STATUS = [
  200, 200, 200, 200, 200, 201, 204, 301, 400, 403, 404, 408, 413, 424, 429, 500, 502, 503, 529, 599,
];
const TYPES = [
  "ThrottlingException",
  "ValidationException:http://x/",
  "__proto__",
  "toString",
  "ServiceUnavailableException",
];
const EVENTS = [
  "messageStart",
  "contentBlockDelta",
  "messageStop",
  "metadata",
  "chunk",
  "__proto__",
  "unheardOf",
];
const EXCEPTIONS = [
  "throttlingException",
  "modelStreamErrorException",
  "constructor",
  "internalServerException",
];

export function replyOf(dice: Dice, streams: boolean): Reply {
  const isStream = streams && dice.chance(0.85);
  const whole = isStream ? streamBytes(dice) : bodyBytes(dice);
  return {
    status: isStream && dice.chance(0.8) ? 200 : dice.one(STATUS),
    headers: headersOf(dice, isStream),
    parts: cutUp(dice, dice.chance(0.4) ? wounded(dice, whole) : whole),
    end: dice.made<Reply["end"]>(
      () => "end",
      () => "end",
      () => "break",
      () => (dice.chance(0.1) ? "never" : "end"),
    ),
    thrown: dice.chance(0.08) ? { error: errorOf(dice) } : undefined,
  };
}

function headersOf(dice: Dice, isStream: boolean): Record<string, string> {
  const json = "application/json";
  const headers: Record<string, string> = {
    "content-type": isStream ? "application/vnd.amazon.eventstream" : json,
  };
  const odd: Readonly<Record<string, () => string>> = {
    "content-type": () => dice.one(["text/html", "", "application/json; charset=\u0000"]),
    "x-amzn-errortype": () => dice.one(TYPES),
    "x-amzn-requestid": () => textOf(dice),
    "retry-after": () =>
      dice.made(
        () => String(numberOf(dice)),
        () => textOf(dice),
      ),
    "x-amzn-bedrock-input-token-count": () => String(numberOf(dice)),
    date: () => textOf(dice),
  };
  for (const name of dice.list(() => dice.one(Object.keys(odd)), 3)) headers[name] = odd[name]?.() ?? "";
  return headers;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The body of an answer or of an error. */
const bodyBytes = (dice: Dice): Uint8Array =>
  dice.made(
    () => bytesOf(JSON.stringify(converseLike(dice))),
    () =>
      bytesOf(
        JSON.stringify({
          message: dice.one(["Too many tokens per day", SAID, textOf(dice)]),
          __type: dice.one(TYPES),
        }),
      ),
    () => bytesOf(JSON.stringify(jsonOf(dice)) ?? ""),
    () => bytesOf(`<html>${SAID}</html>`),
    () =>
      bytesOf(`{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"usage":null}`),
    () => new Uint8Array(dice.list(() => dice.below(256), 64)),
  );

const converseLike = (dice: Dice): object => ({
  output: { message: { role: "assistant", content: [{ text: SAID }] } },
  stopReason: dice.chance(0.8) ? "end_turn" : jsonOf(dice, 1),
  usage: usageOf(dice),
  metrics: { latencyMs: numberOf(dice) },
});

const eventOf = (dice: Dice): Uint8Array =>
  dice.made(
    () => eventFrame("contentBlockDelta", { contentBlockIndex: 0, delta: { text: SAID } }),
    () => eventFrame("messageStop", { stopReason: "end_turn" }),
    () => eventFrame("metadata", { usage: usageOf(dice), metrics: { latencyMs: 1 } }),
    () => eventFrame(dice.one(EVENTS), jsonOf(dice)),
    () => chunkFrame(dice.one<unknown>([{ type: "message_start" }, { type: "message_stop" }, jsonOf(dice)])),
    () =>
      dice.chance(0.3)
        ? exceptionFrame(dice.one(EXCEPTIONS), { message: SAID })
        : eventFrame("messageStart", {}),
    () =>
      dice.chance(0.2)
        ? errorFrame(dice.one(EXCEPTIONS), SAID)
        : eventFrame("messageStart", { role: "assistant" }),
  );

const streamBytes = (dice: Dice): Uint8Array => Buffer.concat(dice.list(() => eventOf(dice)));

/** With some bytes changed, lost or repeated. */
function wounded(dice: Dice, whole: Uint8Array): Uint8Array {
  if (whole.length === 0) return whole;
  const copy = Uint8Array.from(whole);
  const at = dice.below(copy.length);
  return dice.made(
    () => {
      copy[at] = dice.below(256);
      return copy;
    },
    () => {
      // A length field of the first frame.
      copy.set(dice.list(() => dice.below(256), 4).slice(0, Math.min(4, copy.length)), 0);
      return copy;
    },
    () => copy.subarray(0, at),
    () => copy.subarray(at),
    () => Buffer.concat([copy.subarray(0, at), copy.subarray(dice.below(copy.length))]),
  );
}

/** As the network may deliver it. */
function cutUp(dice: Dice, whole: Uint8Array): Uint8Array[] {
  const most = dice.one([1, 7, 64, 10_000]);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.length && parts.length < 200; ) {
    const size = parts.length === 199 ? whole.length : 1 + dice.below(most);
    parts.push(whole.subarray(at, at + size));
    at += size;
  }
  return parts;
}

/** What the handler gives for it. */
export function responseOf({ status, headers, parts, end }: Reply): {
  response: HttpResponse;
  body: Readable;
} {
  const body = new Readable({ read() {} });
  // Nobody may be reading when it breaks.
  body.on("error", () => undefined);
  for (const part of parts) body.push(Buffer.from(part));
  if (end === "end") body.push(null);
  if (end === "break")
    setImmediate(() => body.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" })));
  return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body }), body };
}
