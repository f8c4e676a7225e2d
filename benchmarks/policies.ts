import type { BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import CircuitBreaker from "opossum";
import pLimit from "p-limit";
import { type Spillway, type SpillwayOptions, spillway, withSpillway } from "spillway";
import { seeded } from "spillway/simulator";
import { type Kind, type Named, namesOf } from "./family.js";
import { Oracle } from "./oracle.js";
import { type Send, type Stage, senderOf } from "./stage.js";

/** One way to send. Opens as many senders as the scenario has processes. */
export interface Policy extends Named {
  readonly open: (stage: Stage) => Promise<readonly Send[]>;
}

async function each(stage: Stage, open: (i: number) => Promise<Send>): Promise<Send[]> {
  const senders: Send[] = [];
  for (let i = 0; i < stage.scenario.clients.count; i++) senders.push(await open(i));
  return senders;
}

/** The client alone. */
const sdk = (config: BedrockRuntimeClientConfig): Policy["open"] => {
  return (stage) => each(stage, async () => senderOf(await stage.client(config)));
};

/** At most so many calls at once, in multiples of what would be right, in front of the bare client. */
const limited = (factor: number): Policy["open"] => {
  return (stage) =>
    each(stage, async () => {
      const limit = pLimit(Math.max(1, Math.round(factor * stage.scenario.rightSize)));
      const send = senderOf(await stage.client());
      return (wanted) => limit(() => send(wanted));
    });
};

const broken: Policy["open"] = (stage) =>
  each(stage, async () => {
    const send = senderOf(await stage.client());
    const breaker = new CircuitBreaker(send, { timeout: false, errorThresholdPercentage: 50 });
    return (wanted) => breaker.fire(wanted);
  });

/** Told of each instance, to listen to it. */
export type Listen = (plugin: Spillway) => void;

export const governed = (options: SpillwayOptions = {}, listen: Listen = () => {}): Policy["open"] => {
  return (stage) =>
    each(stage, async (i) => {
      const client = await stage.client();
      const { clock, seed, scenario } = stage;
      const random = seeded(`spillway/${seed}/${i}`);
      const plugin = spillway({ clock, random, telemetry: "off", ...scenario.known, ...options });
      listen(plugin);
      return senderOf(withSpillway(client, plugin));
    });
};

/** One for all processes. */
const oracle: Policy["open"] = async (stage) => {
  const shared = new Oracle(stage);
  return each(stage, async () => {
    const send = senderOf(await stage.client({ maxAttempts: 1 }));
    return (wanted) => shared.send(wanted, send);
  });
};

const PATIENT: SpillwayOptions = { breaker: { whenOpen: "wait" }, queue: { timeoutMs: "none" } };

export const POLICIES = {
  oracle: { title: "oracle", kind: "oracle", open: oracle },
  spillway: { title: "spillway", kind: "ours", open: governed() },
  "spillway-patient": { title: "spillway, patient", kind: "ours", open: governed(PATIENT) },
  "spillway-textbook": {
    title: "spillway, textbook AIMD",
    kind: "peer",
    open: governed({ window: { law: "textbook" } }),
  },
  sdk: { title: "SDK", kind: "peer", open: sdk({}) },
  "sdk-10": { title: "SDK, maxAttempts 10", kind: "peer", open: sdk({ maxAttempts: 10 }) },
  adaptive: {
    title: "SDK, adaptive mode",
    kind: "peer",
    open: sdk({ retryMode: "adaptive", maxAttempts: 10 }),
  },
  "limit-half": { title: "p-limit, half of right", kind: "peer", open: limited(0.5) },
  "limit-right": { title: "p-limit, right size", kind: "peer", open: limited(1) },
  "limit-large": { title: "p-limit, 2.5 times", kind: "peer", open: limited(2.5) },
  opossum: { title: "opossum", kind: "peer", open: broken },
} as const satisfies Record<string, Policy>;

export type PolicyName = keyof typeof POLICIES;

export const isPolicy = (name: string): name is PolicyName => Object.hasOwn(POLICIES, name);

export const policyOf = (name: PolicyName): Policy => POLICIES[name];

export const policiesOf = (...kinds: readonly Kind[]): PolicyName[] => namesOf(POLICIES, ...kinds);
