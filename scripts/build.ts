/** Builds dist/: the library as ESM and as CommonJS, each with its types, and the command as one executable file. */
import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const tsc = (project: string, ...flags: string[]): void => {
  const command = ["node_modules/typescript/bin/tsc", "-p", project, ...flags];
  execFileSync(process.execPath, command, { stdio: "inherit" });
};

/** A few files instead of a hundred: to find and link each one takes longer than to run it. */
const library = (format: "esm" | "cjs"): Promise<unknown> =>
  build({
    entryPoints: ["src/index.ts", "src/simulator/index.ts", "src/operate/index.ts"],
    outdir: `dist/${format}`,
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

rmSync("dist", { recursive: true, force: true });
tsc("tsconfig.build.json", "--emitDeclarationOnly");
tsc("tsconfig.cjs.json", "--emitDeclarationOnly");
await library("esm");
await library("cjs");
for (const file of bundles("dist/cjs")) writeFileSync(file, bearing(readFileSync(file, "utf8")));
writeFileSync("dist/cjs/package.json", '{ "type": "commonjs" }\n');

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
