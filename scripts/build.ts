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

/** Bundled CommonJS libraries ask for Node's modules by require, which an ES module does not have. */
const REQUIRE =
  'import { createRequire as spillwayRequire } from "node:module";\nconst require = spillwayRequire(import.meta.url);';

/** A part of the command as one file, with all it needs but the AWS SDK, which is the user's own. */
const part = (name: string, from: string, before = ""): Promise<unknown> =>
  build({
    entryPoints: [from],
    outfile: `dist/bin/${name}`,
    bundle: true,
    // The picture is loaded when somebody wants one: it weighs more than all the rest.
    external: ["@aws-sdk/*", "./watch-picture.js", "canvas"],
    platform: "node",
    format: "esm",
    target: "node20",
    minify: before === "",
    legalComments: "inline",
    banner: { js: `${before}${REQUIRE}` },
  });

const command = "spillway.js";
await part(command, "src/cli/main.ts", "#!/usr/bin/env node\n");
await part("watch-picture.js", "src/cli/watch-picture.ts");
chmodSync(`dist/bin/${command}`, 0o755);
