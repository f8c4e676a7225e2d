import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildResult, build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/** A few files instead of a hundred: to find and link each one takes longer than to run it. */
const bundle = (outdir: string, format: "esm" | "cjs"): Promise<BuildResult> =>
  build({
    absWorkingDir: ROOT,
    entryPoints: ["src/index.ts", "src/simulator/index.ts"],
    outdir: join(outdir, format),
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

/** The library's code, without its types, as ES modules and as CommonJS. */
export async function buildLibrary(outdir: string): Promise<void> {
  await Promise.all([bundle(outdir, "esm"), bundle(outdir, "cjs")]);
  writeFileSync(join(outdir, "cjs/package.json"), '{ "type": "commonjs" }\n');
}
