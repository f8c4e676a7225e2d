/** Builds dist/: the library as ESM and as CommonJS, each with its types, and the command as one executable file. */
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { bundleCommand, bundlePicture } from "./command-bundle.js";
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
await bundleCommand(command);
await bundlePicture("dist/bin/watch-picture.js");
chmodSync(command, 0o755);
