import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What an application has anyway, or need not have. */
const EXTERNAL = ["opossum", "@opentelemetry/api", "@smithy/*"];

export interface Size {
  readonly minified: number;
  readonly compressed: number;
}

/**
 * The bytes of the core as a bundler makes them, without opossum and without the peers: what is loaded with it, and what
 * is loaded once somebody looks on. A bundler that makes one file of all has both in it.
 */
export async function coreSize(): Promise<{ readonly core: Size; readonly telemetry: Size }> {
  const { metafile, outputFiles } = await build({
    entryPoints: ["src/index.ts"],
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: "esm",
    platform: "node",
    external: EXTERNAL,
    write: false,
  });
  const { outputs } = metafile;
  const atOnce = new Set<string>();
  const add = (file: string): void => {
    if (atOnce.has(file)) return;
    atOnce.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === "import-statement") add(path);
  };
  for (const [file, { entryPoint }] of Object.entries(outputs)) if (entryPoint === "src/index.ts") add(file);
  const [core, later]: [Uint8Array[], Uint8Array[]] = [[], []];
  for (const { path, contents } of outputFiles) {
    const isCore = [...atOnce].some((file) => path.endsWith(file));
    (isCore ? core : later).push(contents);
  }
  return { core: sizeOf(core), telemetry: sizeOf(later) };
}

function sizeOf(files: readonly Uint8Array[]): Size {
  const compressed = files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  return { minified: files.reduce((sum, { length }) => sum + length, 0), compressed };
}
