import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** What an application has anyway, or need not have. */
const EXTERNAL = ["opossum", "@opentelemetry/api", "@smithy/*", "@aws-sdk/*"];

const ENTRY = "index.js";

/** An output file and those that it loads at once; not those that it loads when they are needed. */
function loadedAtOnce(file: string, outputs: Metafile["outputs"], known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const { kind, path, external } of outputs[file]?.imports ?? []) {
    if (kind === "import-statement" && external !== true) loadedAtOnce(path, outputs, known);
  }
  return known;
}

/**
 * The bytes of the core as a bundler makes them that splits where something is loaded later: without opossum and without
 * the peers, and without what only some need, such as reading quotas.
 */
export async function coreSize(): Promise<{ minified: number; compressed: number }> {
  const { outputFiles, metafile } = await build({
    entryPoints: ["src/index.ts"],
    outdir: ".",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    external: EXTERNAL,
    write: false,
    metafile: true,
  });
  const loaded = [...loadedAtOnce(ENTRY, metafile.outputs)].map(
    (name) => outputFiles.find(({ path }) => path.endsWith(`/${name}`))?.contents ?? new Uint8Array(),
  );
  const sum = (size: (bytes: Uint8Array) => number): number =>
    loaded.reduce((all, bytes) => all + size(bytes), 0);
  return {
    minified: sum((bytes) => bytes.length),
    compressed: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
  };
}
