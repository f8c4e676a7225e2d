import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What an application has anyway, or need not have. */
const EXTERNAL = ["opossum", "@opentelemetry/api", "@smithy/*"];

/** The bytes of the core as a bundler makes them: without opossum and without the peers. */
export async function coreSize(): Promise<{ minified: number; compressed: number }> {
  const { outputFiles } = await build({
    entryPoints: ["src/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    external: EXTERNAL,
    write: false,
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length };
}
