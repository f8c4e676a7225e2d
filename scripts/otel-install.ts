import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildLibrary } from "./library.js";

const ROOT = join(import.meta.dirname, "..");

/** A line of OpenTelemetry's SDK, and the oldest Node that it runs on. */
export interface Line {
  readonly name: string;
  readonly node: readonly [major: number, minor: number];
  readonly packages: readonly string[];
}

export const LINES: readonly Line[] = [
  {
    name: "2.x",
    node: [20, 19],
    packages: ["@opentelemetry/sdk-node@^0.223.0", "@opentelemetry/api@>=1.9.0 <1.10.0"],
  },
  {
    name: "3.x",
    node: [22, 15],
    packages: ["@opentelemetry/sdk-node@^0.301.0", "@opentelemetry/api@~1.10.0"],
  },
];

const npm = (folder: string, ...packages: string[]): void => {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), "{}\n");
  // An engine that another Node brings along is no reason for a warning.
  const flags = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error", "--install-links"];
  execFileSync("npm", ["install", ...flags, ...packages], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
};

/** This package as users get it, without what only builds and tests it. */
export async function packageInto(folder: string): Promise<void> {
  const { scripts: _, devDependencies: __, ...manifest } = manifestOf(ROOT);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  await buildLibrary(join(folder, "dist"));
}

/** Installs a line beside this package and the SDK's client. @returns the versions that came */
export function installLine(folder: string, { packages }: Line, library: string): Record<string, string> {
  const { devDependencies = {} } = manifestOf(ROOT);
  const ofOurs = ["@aws-sdk/client-bedrock-runtime", "@smithy/core"].map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  npm(folder, ...packages, ...ofOurs, library);
  const versions = ["@opentelemetry/sdk-node", "@opentelemetry/api"].map((name) => [
    name.replace("@opentelemetry/", ""),
    manifestOf(join(folder, "node_modules", name)).version,
  ]);
  return Object.fromEntries(versions);
}

/** A Node that a line runs on: the running one where it is new enough, else one of that major from npm. */
export function nodeFor({ node: [major, minor] }: Line, folder: string): string {
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return process.execPath;
  npm(folder, `node-of-line@npm:node-${process.platform}-${process.arch}@${major}`);
  return join(folder, "node_modules/node-of-line/bin/node");
}

interface Manifest {
  readonly version: string;
  readonly scripts?: unknown;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
