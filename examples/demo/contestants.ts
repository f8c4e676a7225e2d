import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { type Spillway, spillway } from "spillway";
import { createSimulator, type Simulator } from "spillway/simulator";
import type { Form, Load } from "./load.js";

const REGION = "us-east-1";

/** One client with a pretend service of its own, and what has come of its calls. */
export interface Contestant {
  readonly name: string;
  readonly client: BedrockRuntimeClient;
  readonly simulator: Simulator;
  /** Only the governed one has it. */
  readonly governor: Spillway | undefined;
  /** Milliseconds from `send()` to the answer, one entry for each. */
  readonly answeredMs: number[];
  /** Failed calls by error name. */
  readonly errors: Map<string, number>;
  /** From the first `send()` to the last result. */
  tookMs: number;
  close(): Promise<void>;
}

interface Entry {
  readonly name: string;
  readonly config: BedrockRuntimeClientConfig;
  readonly governed: boolean;
}

const ENTRIES: readonly Entry[] = [
  { name: "SDK", config: {}, governed: false },
  { name: "SDK (maxAttempts 10)", config: { maxAttempts: 10 }, governed: false },
  { name: "SDK + spillway()", config: {}, governed: true },
];

async function enter(
  { name, config, governed }: Entry,
  form: Form,
  load: Load,
  seed: number,
): Promise<Contestant> {
  const simulator = createSimulator({ seed, keep: 0, defaults: { ...load.service, full: form.full } });
  const listening = await simulator.listen();
  const client = new BedrockRuntimeClient({
    ...config,
    region: REGION,
    endpoint: listening.urls[REGION] ?? "",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
  });
  const governor = governed ? spillway() : undefined;
  if (governor) client.middlewareStack.use(governor);
  const close = async (): Promise<void> => {
    client.destroy();
    await listening.close();
  };
  return { name, client, simulator, governor, answeredMs: [], errors: new Map(), tookMs: 0, close };
}

/** The clients of a load, each in front of its own service with the same seed. */
export function assemble(form: Form, load: Load, seed: number): Promise<readonly Contestant[]> {
  const entries = ENTRIES.filter(({ config }) => load.tenAttempts || config.maxAttempts === undefined);
  return Promise.all(entries.map((entry) => enter(entry, form, load, seed)));
}
