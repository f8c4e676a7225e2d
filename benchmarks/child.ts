import { createRequire } from "node:module";
import { isolateEnvironment } from "../examples/demo/environment.js";
import { policyOf } from "./policies.js";
import { keyOf, type Row, type Task } from "./row.js";
import { run } from "./run.js";
import { scenarioOf } from "./scenarios/index.js";

interface Manifest {
  readonly version: string;
}

const require = createRequire(import.meta.url);
const versionOf = (manifest: string): string => (require(manifest) as Manifest).version;
const VERSIONS = [
  `node ${process.versions.node}`,
  `@aws-sdk/client-bedrock-runtime ${versionOf("@aws-sdk/client-bedrock-runtime/package.json")}`,
  `spillway ${versionOf("../package.json")}`,
].join(", ");

async function answer(task: Task): Promise<void> {
  const scenario = scenarioOf(task.scenario);
  const figures = await run(scenario, policyOf(task.policy), task.seed);
  const row: Row = { ...task, key: keyOf(scenario), with: VERSIONS, figures };
  process.send?.(row);
}

isolateEnvironment(process.env);
// What comes in was sent by pool.ts.
process.on("message", (task) => void answer(task as Task));
