/** Builds dist/: the library as ESM and as CommonJS, each with its types, and the command as one executable file. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { bundleCommand } from "./command-bundle.js";

const tsc = (project: string, ...flags: string[]): void => {
  const command = ["node_modules/typescript/bin/tsc", "-p", project, ...flags];
  execFileSync(process.execPath, command, { stdio: "inherit" });
};

/** A few files instead of a hundred: to find and link each one takes longer than to run it. */
const library = (format: "esm" | "cjs"): Promise<unknown> =>
  build({
    entryPoints: ["src/index.ts", "src/batch/index.ts", "src/simulator/index.ts"],
    outdir: `dist/${format}`,
    bundle: true,
    // What both share, once. Only ES modules can be split; of CommonJS each entry is whole.
    splitting: format === "esm",
    // Jest and others that run CommonJS in a loader of their own have no import().
    supported: { "dynamic-import": format === "esm" },
    packages: "external",
    platform: "node",
    format,
    target: "es2022",
    sourcemap: true,
  });

rmSync("dist", { recursive: true, force: true });
tsc("tsconfig.build.json", "--emitDeclarationOnly");
tsc("tsconfig.cjs.json", "--emitDeclarationOnly");
await library("esm");
await library("cjs");
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');

const command = "dist/bin/spillway.js";
await bundleCommand(command);
chmodSync(command, 0o755);
