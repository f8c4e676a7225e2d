import { logs } from "@opentelemetry/sdk-node";
import { afterEach, describe, expect, it } from "vitest";
import { bench, converse } from "../integration/bench.js";
import { register } from "./sdk.js";

let unregister = (): void => undefined;
afterEach(() => unregister());

describe("a logger provider", () => {
  it.each(["2.x", "3.x"] as const)("registered as SDKs %s do gets the decisions, alone", async (line) => {
    const exporter = new logs.InMemoryLogRecordExporter();
    const loggers = new logs.LoggerProvider({
      processors: [new logs.SimpleLogRecordProcessor({ exporter })],
    });
    unregister = register({ loggers }, line);
    const { clock, client } = bench({
      simulator: { defaults: { faults: [{ fault: "unableToProcess", first: 5 }] } },
    });
    await clock.run(Promise.allSettled([1, 2, 3].map(() => client.send(converse()))));
    const told = exporter.getFinishedLogRecords().map(({ eventName }) => eventName);
    expect(told).toEqual(expect.arrayContaining(["spillway.retry", "spillway.breaker"]));
    expect(told.filter((name) => name === "spillway.breaker")).toHaveLength(3);
  });
});
