import { EventStreamCodec } from "@smithy/core/event-streams";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { damaged, joined, part, pieces } from "../../src/simulator/damage.js";
import { errorFrame, eventFrame } from "../../src/simulator/frames.js";
import { seeded } from "../../src/simulator/seeded.js";

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : new TextDecoder().decode(bytes)),
  (text) => new TextEncoder().encode(text),
);
const frame = fc.string().map((text) => eventFrame("contentBlockDelta", { delta: { text } }));
const seed = fc.integer();

describe("damage", () => {
  it("leaves no frame that can be read, and the original alone", () => {
    fc.assert(
      fc.property(frame, seed, fc.constantFrom("checksum", "length"), (whole, chance, variant) => {
        const before = whole.slice();
        const broken = damaged(whole, variant, seeded(chance));
        expect(whole).toEqual(before);
        expect(() => codec.decode(broken)).toThrow();
      }),
    );
  });

  it("of the JSON leaves the frame whole", () => {
    fc.assert(
      fc.property(frame, seed, (whole, chance) => {
        const { headers, body } = codec.decode(damaged(whole, "json", seeded(chance)));
        expect(headers[":event-type"]?.value).toBe("contentBlockDelta");
        expect(() => JSON.parse(new TextDecoder().decode(body))).toThrow();
      }),
    );
  });

  it("in pieces loses nothing; a part is neither nothing nor all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 5000 }), seed, (bytes, chance) => {
        const all = pieces(bytes, seeded(chance));
        expect(joined(all)).toEqual(bytes);
        expect(Math.min(...all.map(({ length }) => length))).toBeGreaterThan(0);
        const some = part(bytes, seeded(chance));
        expect(some.length).toBeGreaterThan(0);
        expect(some.length).toBeLessThan(bytes.length);
      }),
    );
  });
});

it("an error frame says everything in its headers", () => {
  const { headers, body } = codec.decode(errorFrame("InternalServerException", "No."));
  const told = Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]));
  expect(told).toEqual({
    ":message-type": "error",
    ":error-code": "InternalServerException",
    ":error-message": "No.",
  });
  expect(body.length).toBe(0);
});
