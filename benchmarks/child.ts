import { createRequire } from "node:module";
import { isolateEnvironment } from "../examples/demo/environment.js";
import { FAMILIES, isFamily } from "./families.js";
import type { Task } from "./row.js";

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

const [, , family = ""] = process.argv;

async function answer(task: Task<string>): Promise<void> {
  if (!isFamily(family)) throw new RangeError(`no family ${family}`);
  process.send?.(await FAMILIES[family].row(task, VERSIONS));
}

isolateEnvironment(process.env);
// What comes in was sent by pool.ts.
process.on("message", (task) => void answer(task as Task<string>));
