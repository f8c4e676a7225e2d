/** Builds dist/: the library as ESM and as CommonJS, each with its types, and the command as one executable file. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { buildLibrary } from "./library.js";

const tsc = (project: string, ...flags: string[]): void => {
  const command = ["node_modules/typescript/bin/tsc", "-p", project, ...flags];
  execFileSync(process.execPath, command, { stdio: "inherit" });
};

rmSync("dist", { recursive: true, force: true });
tsc("tsconfig.build.json", "--emitDeclarationOnly");
tsc("tsconfig.cjs.json", "--emitDeclarationOnly");
await buildLibrary("dist");

const command = "dist/bin/spillway.js";
await build({
  entryPoints: ["src/cli/main.ts"],
  outfile: command,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  legalComments: "inline",
  // Bundled CommonJS libraries ask for Node's modules by require, which an ES module does not have.
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire as spillwayRequire } from "node:module";\nconst require = spillwayRequire(import.meta.url);',
  },
});
chmodSync(command, 0o755);
