import type { BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import CircuitBreaker from "opossum";
import { spillway, withSpillway } from "spillway";
import { seeded } from "spillway/simulator";
import { isOne, type Named } from "../family.js";
import { Oracle } from "./oracle.js";
import { AWAY, HOME, REGIONS, type Region } from "./scenario.js";
import { type Ask, askerOf, type Stage } from "./stage.js";

/** One way to ask. */
export interface Policy extends Named {
  /** The oracle that knows as many regions. */
  readonly oracle: "oracle" | "oracle-home";
  readonly open: (stage: Stage) => Promise<Ask>;
}

/** One attempt for each call, in each of the regions. */
async function bareAsks({ client }: Stage, regions: readonly Region[]): Promise<ReadonlyMap<Region, Ask>> {
  const asks = new Map<Region, Ask>();
  for (const region of regions) asks.set(region, askerOf(await client({ region, maxAttempts: 1 })));
  return asks;
}

const oracle =
  (regions: readonly Region[]): Policy["open"] =>
  async (stage) => {
    const shared = new Oracle(stage, await bareAsks(stage, regions));
    return (model) => shared.ask(model);
  };

const governed =
  (regions: readonly Region[]): Policy["open"] =>
  async ({ clock, seed, client, note }) => {
    const plugin = spillway({ clock, random: seeded(`spillway/${seed}/0`), telemetry: "off", regions });
    plugin.on("breaker", ({ region, model, from, to }) =>
      note({ region, ...(model !== undefined && { model }), from, to }),
    );
    return askerOf(withSpillway(await client(), plugin));
  };

/** The client alone, at home. */
const sdk =
  (config: BedrockRuntimeClientConfig): Policy["open"] =>
  async ({ client }) =>
    askerOf(await client(config));

/** As people write it: on any error, the next region. */
const byHand: Policy["open"] = async (stage) => {
  const asks = await bareAsks(stage, REGIONS);
  return async (model) => {
    let failure: unknown;
    for (const ask of asks.values()) {
      try {
        return await ask(model);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
};

/** A breaker of opossum's around each client; who finds home's open, or fails there, goes away. */
const broken: Policy["open"] = async (stage) => {
  const breakers = [...(await bareAsks(stage, REGIONS))].map(([region, ask]) => {
    const breaker = new CircuitBreaker(ask, { timeout: false });
    let from: "closed" | "open" | "halfOpen" = "closed";
    const noted = (to: typeof from) => (): void => {
      stage.note({ region, from, to });
      from = to;
    };
    breaker.on("open", noted("open")).on("halfOpen", noted("halfOpen")).on("close", noted("closed"));
    return breaker;
  });
  const [home, away] = breakers;
  home?.fallback((model: string) => away?.fire(model));
  return (model) => home?.fire(model) ?? Promise.reject(new Error("no home"));
};

export const POLICIES = {
  oracle: { title: "oracle", kind: "oracle", oracle: "oracle", open: oracle(REGIONS) },
  "oracle-home": {
    title: "oracle, home alone",
    kind: "oracle",
    oracle: "oracle-home",
    open: oracle([HOME]),
  },
  spillway: {
    title: "spillway, two regions",
    kind: "ours",
    oracle: "oracle",
    open: governed([HOME, AWAY]),
  },
  "spillway-home": {
    title: "spillway, home alone",
    kind: "ours",
    oracle: "oracle-home",
    open: governed([HOME]),
  },
  sdk: { title: "SDK", kind: "peer", oracle: "oracle-home", open: sdk({}) },
  "sdk-10": {
    title: "SDK, maxAttempts 10",
    kind: "peer",
    oracle: "oracle-home",
    open: sdk({ maxAttempts: 10 }),
  },
  "by-hand": { title: "loop by hand", kind: "peer", oracle: "oracle", open: byHand },
  opossum: { title: "opossum per region", kind: "peer", oracle: "oracle", open: broken },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof POLICIES;

export const isPolicy = (name: string): name is PolicyName => isOne(POLICIES, name);

export const policyOf = (name: PolicyName): Policy => POLICIES[name];
