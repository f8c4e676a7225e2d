import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { buildLibrary } from "../../scripts/library.js";

const ROOT = join(import.meta.dirname, "../..");

export const FORMATS = ["esm", "cjs"] as const;
export type Format = (typeof FORMATS)[number];

/** Parts of the application that stand alone. */
export type Part = "main" | "setup" | "setup-aws";

export const partOf = (folder: string, part: Part, format: Format): string =>
  join(folder, `${part}.${format === "esm" ? "mjs" : "cjs"}`);

/** Writes the application into a folder, as ES modules and as CommonJS. Packages stay outside. */
export async function bundleApplication(folder: string, parts: readonly Part[]): Promise<void> {
  await Promise.all(
    FORMATS.map((format) =>
      build({
        entryPoints: parts.map((part) => join(import.meta.dirname, `app/${part}.ts`)),
        outdir: folder,
        outExtension: { ".js": format === "esm" ? ".mjs" : ".cjs" },
        bundle: true,
        packages: "external",
        platform: "node",
        format,
        target: "node20",
      }),
    ),
  );
}

/** `node_modules` of an application: all that is installed here, and this package as users get it. */
export async function linkPackages(folder: string): Promise<void> {
  const from = join(ROOT, "node_modules");
  const to = join(folder, "node_modules");
  const library = join(to, "spillway");
  mkdirSync(library, { recursive: true });
  for (const name of readdirSync(from)) if (name !== ".bin") symlinkSync(join(from, name), join(to, name));
  copyFileSync(join(ROOT, "package.json"), join(library, "package.json"));
  await buildLibrary(join(library, "dist"));
}
