import { describe, expect, it } from "vitest";
import { bench, converse } from "../integration/bench.js";

const broken = (): never => {
  throw new TypeError("not for you");
};

describe("what a handler throws", () => {
  it.each([
    ["a proxy that can't be asked for its class", new Proxy({ message: "x" }, { getPrototypeOf: broken })],
    ["a proxy that can't be asked what it has", new Proxy({}, { has: broken, ownKeys: broken })],
    ["an error that can't be written to", new Proxy(new Error("x"), { set: broken, defineProperty: broken })],
    ["an error whose name is no text", Object.assign(new Error("x"), { name: { toString: broken } })],
  ])("ends its attempt once and is handed on as it is: %s", async (_what, thrown) => {
    const requestHandler = { metadata: { handlerProtocol: "h1" }, handle: () => Promise.reject(thrown) };
    const made = bench({ client: { requestHandler }, spillway: { retry: { maxAttempts: 1 } } });
    const outcomes: string[] = [];
    made.plugin.on("attempt", ({ outcome }) => outcomes.push(outcome));
    const caught = await made.clock.run(
      made.client.send(converse()).then(
        () => undefined,
        (error: unknown) => ({ error }),
      ),
    );
    expect(caught?.error === thrown).toBe(true);
    expect(outcomes).toHaveLength(1);
    expect(made.plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });
});
