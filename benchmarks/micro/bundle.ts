import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** What an application has anyway, or need not have. */
const EXTERNAL = ["opossum", "@opentelemetry/api", "@smithy/*", "@aws-sdk/*"];

/** What begins each part: the core, and what it loads once it is needed. */
const PARTS = {
  core: "src/index.ts",
  telemetry: "src/telemetry/recorder.ts",
  quotas: "src/quotas/reader.ts",
} as const;

export interface Size {
  readonly minified: number;
  readonly compressed: number;
}

/**
 * The bytes of the core as a bundler makes them, without opossum and without the peers: what is loaded with it, and what
 * is loaded once somebody looks on, or asks for quotas. A bundler that makes one file of all has all of them in it.
 */
export async function coreSize(): Promise<{ readonly [Part in keyof typeof PARTS]: Size }> {
  const { metafile, outputFiles } = await build({
    entryPoints: [PARTS.core],
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
  const counted = new Set<string>();
  const sizeOfPart = (entry: string): Size => {
    const files = withImports(entryOf(entry, metafile), metafile).filter((file) => !counted.has(file));
    for (const file of files) counted.add(file);
    return sizeOf(outputFiles.filter(({ path }) => files.some((file) => path.endsWith(`/${file}`))));
  };
  // The core first: what it shares with the others is its own.
  return {
    core: sizeOfPart(PARTS.core),
    telemetry: sizeOfPart(PARTS.telemetry),
    quotas: sizeOfPart(PARTS.quotas),
  };
}

function entryOf(entry: string, { outputs }: Metafile): string {
  const [file] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [];
  if (file === undefined) throw new Error(`${entry} begins no part of the bundle`);
  return file;
}

/** An output file and all that it loads at once. */
function withImports(entry: string, { outputs }: Metafile): readonly string[] {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file) || outputs[file] === undefined) return;
    found.add(file);
    for (const { path, kind } of outputs[file].imports) if (kind === "import-statement") add(path);
  };
  add(entry);
  return [...found];
}

function sizeOf(files: readonly { readonly contents: Uint8Array }[]): Size {
  const sum = (size: (bytes: Uint8Array) => number): number =>
    files.reduce((all, { contents }) => all + size(contents), 0);
  return {
    minified: sum(({ length }) => length),
    compressed: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
  };
}
