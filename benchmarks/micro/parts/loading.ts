/** How long `import "spillway"` takes in a process that has the SDK's client already. */
import { execFileSync } from "node:child_process";
import { check, least, median, tell } from "../figures.js";

const ROUNDS = 21;
const LIMIT_MS = 15;

/** Says how long the SDK took, and then each further package. */
const CODE = (packages: readonly string[]): string => `
  const times = [];
  for (const name of ${JSON.stringify(["@aws-sdk/client-bedrock-runtime", ...packages])}) {
    const start = performance.now();
    await import(name);
    times.push(performance.now() - start);
  }
  console.log(JSON.stringify(times));`;

function load(...packages: readonly string[]): readonly number[] {
  const flags = ["--input-type=module", "--no-warnings", "--eval", CODE(packages)];
  const times: unknown = JSON.parse(execFileSync(process.execPath, flags, { encoding: "utf8" }));
  check(Array.isArray(times) && times.length === packages.length + 1, "a time for each package");
  return times as readonly number[]; // just checked
}

const sdk: number[] = [];
const ours: number[] = [];
const others: number[] = [];
// The first one fills the disk's cache.
load("spillway");
for (let i = 0; i < ROUNDS; i++) {
  const [first = Number.NaN, second = Number.NaN] = load("spillway");
  sdk.push(first);
  ours.push(second);
  others.push(load("opossum")[1] ?? Number.NaN);
}
tell([
  { name: "import the SDK's client", unit: "ms", median: median(sdk), min: least(sdk) },
  { name: "import spillway after it", unit: "ms", median: median(ours), min: least(ours), limit: LIMIT_MS },
  { name: "of that, opossum alone", unit: "ms", median: median(others), min: least(others) },
]);
