import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildResult, build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");

/** A few files instead of a hundred: to find and link each one takes longer than to run it. */
const bundle = (outdir: string, format: "esm" | "cjs"): Promise<BuildResult> =>
  build({
    absWorkingDir: ROOT,
    entryPoints: ["src/index.ts", "src/batch/index.ts", "src/operate/index.ts", "src/simulator/index.ts"],
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

/**
 * Of an import that may fail esbuild makes a require, outside the `try` that it stood in, and whoever bundles that must
 * have what is optional. So each gets a `try` of its own.
 */
const OPTIONAL = /\.then\(\(\) => (__toESM\(require\("@aws-sdk\/[\w-]+"\)[^)]*\))\)/g;
const bearing = (code: string): string =>
  code.replace(OPTIONAL, ".then(() => { try { return $1; } catch (error) { throw error; } })");

const bundles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".js"))
    .map((file) => join(folder, file));

/** The library's code, without its types, as ES modules and as CommonJS. */
export async function buildLibrary(outdir: string): Promise<void> {
  await Promise.all([bundle(outdir, "esm"), bundle(outdir, "cjs")]);
  const cjs = join(outdir, "cjs");
  for (const file of bundles(cjs)) writeFileSync(file, bearing(readFileSync(file, "utf8")));
  writeFileSync(join(cjs, "package.json"), '{ "type": "commonjs" }\n');
}
