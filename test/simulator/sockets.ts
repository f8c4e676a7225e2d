import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect } from "vitest";
import { createSimulator, type Fault, type Listening, type Simulator } from "../../src/simulator/index.js";
import { clientOf } from "./helpers.js";

/** Answers within 30 ms, without a way. */
export const QUICK = { service: { meanMs: 30, sigma: 0 }, networkMs: 0, rejectMs: 0 };

/** Answers of `bad` break, those of `good` do not. */
export async function withSockets<T>(
  fault: Fault,
  use: (simulator: Simulator, url: string, listening: Listening) => Promise<T>,
): Promise<T> {
  const simulator = createSimulator({ defaults: QUICK, models: { bad: { faults: [fault] } } });
  const listening = await simulator.listen();
  try {
    return await use(simulator, listening.urls["us-east-1"] ?? "", listening);
  } finally {
    await listening.close();
  }
}

/** What the client speaks; by default HTTP/2. */
export const VERSIONS = { "HTTP/2": undefined, "HTTP/1.1": "1.1" } as const;
export const clientAt = (endpoint: string, version: "1.1" | undefined) =>
  clientOf({ endpoint, ...(version && { requestHandler: new NodeHttpHandler() }) });

/** Waits until the server has nothing left to say. */
export const nothingOpen = (simulator: Simulator) =>
  expect.poll(() => simulator.report().totals.open, { interval: 2, timeout: 5000 }).toBe(0);
