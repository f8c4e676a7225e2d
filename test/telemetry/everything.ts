import type { Fault } from "spillway/simulator";
import { withCall } from "../../src/index.js";
import { type Bench, type BenchOptions, bench, converse, converseStream } from "../integration/bench.js";

const BOTH = ["us-east-1", "us-west-2"];

const settled = (calls: readonly Promise<unknown>[]): Promise<unknown> => Promise.allSettled(calls);

async function read(under: Bench): Promise<void> {
  const { stream } = await under.client.send(converseStream());
  for await (const _event of stream ?? []);
}

interface Scene extends BenchOptions {
  readonly work: (under: Bench) => Promise<unknown>;
}

const many = (count: number, call: () => Promise<unknown>): Promise<unknown> =>
  settled(Array.from({ length: count }, call));

const down: Fault = { fault: "unableToProcess", to: 5000 };

/** What makes spillway say all that it has to say. */
const SCENES: Readonly<Record<string, Scene>> = {
  "a line that is too long for one": {
    work: ({ client }) =>
      settled([
        ...Array.from({ length: 30 }, () => client.send(converse())),
        client.send(withCall(converse(), { deadlineMs: 1 })),
      ]),
  },
  "a breaker that opens, asks and closes": {
    simulator: { defaults: { faults: [down] } },
    work: ({ client }) => many(20, () => client.send(converse())),
  },
  "a region that is down, and another one": {
    simulator: { regions: BOTH, regionFaults: { "us-east-1": [down] } },
    spillway: { regions: BOTH },
    work: ({ client }) => many(20, () => client.send(converse())),
  },
  "another model": {
    simulator: { models: { "anthropic.*": { faults: [down] } } },
    spillway: { targets: [{ modelId: "amazon.nova-lite-v1:0" }], breaker: { scope: "model" } },
    work: ({ client }) => many(20, () => client.send(converse())),
  },
  "quotas that are known": {
    simulator: { defaults: { faults: [{ fault: "tooManyRequests", first: 2 }] } },
    spillway: { quota: { requestsPerMinute: 100, tokensPerMinute: 50_000, tokensPerDay: 1_000_000 } },
    work: ({ client }) => many(20, () => client.send(converse())),
  },
  "quotas that must be learnt": {
    simulator: { defaults: { slots: 1000, requests: { perMinute: 60 }, tokens: { perMinute: 12_000 } } },
    work: ({ client }) => many(150, () => client.send(converse())),
  },
  "a place that serves nothing": {
    simulator: {
      regions: BOTH,
      models: { "us-west-2/*": { faults: [{ fault: "modelIdentifierInvalid" }] } },
      regionFaults: { "us-east-1": [{ fault: "tooManyRequests", first: 2 }] },
    },
    spillway: { regions: BOTH },
    work: ({ client }) => many(3, () => client.send(converse())),
  },
  "repetitions that nobody pays": {
    simulator: { defaults: { faults: [{ fault: "unexpectedError" }] } },
    spillway: { retry: { budgetShare: 0, budgetBurst: 0 } },
    work: ({ client }) => many(3, () => client.send(converse())),
  },
  "streams that fail, and one that ends too early": {
    simulator: {
      defaults: {
        faults: [
          { fault: "tooManyTokens", where: "midStream", first: 2 },
          { fault: "unexpectedError", where: "eof", first: 1 },
        ],
      },
    },
    work: (under) => many(6, () => read(under)),
  },
};

/** Runs all of it in virtual time; `around` is told of each scene's clock before anything happens. */
export async function everything(around: (under: Bench) => void = () => undefined): Promise<Bench[]> {
  const benches: Bench[] = [];
  for (const { work, ...options } of Object.values(SCENES)) {
    const under = bench(options);
    around(under);
    benches.push(under);
    await under.clock.run(work(under));
  }
  return benches;
}
