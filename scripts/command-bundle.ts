import { fileURLToPath } from "node:url";
import { type BuildResult, build } from "esbuild";

/** Bundled CommonJS libraries ask for Node's modules by require, which an ES module does not have. */
const REQUIRE =
  'import { createRequire as spillwayRequire } from "node:module";\nconst require = spillwayRequire(import.meta.url);';

interface Part {
  readonly from: string;
  readonly outfile: string;
  readonly before: string;
  readonly minify: boolean;
}

/** A part of the command as one file, with all it needs but the AWS SDK, which is the user's own. */
const part = ({ from, outfile, before, minify }: Part): Promise<BuildResult> =>
  build({
    entryPoints: [fileURLToPath(new URL(`../src/cli/${from}`, import.meta.url))],
    outfile,
    bundle: true,
    external: ["@aws-sdk/*", "./watch-picture.js", "canvas"],
    platform: "node",
    format: "esm",
    target: "node20",
    minify,
    legalComments: "inline",
    banner: { js: `${before}${REQUIRE}` },
  });

/** Writes the command as one file that needs nothing else, but for the SDK where it sends anything. */
export const bundleCommand = (outfile: string): Promise<BuildResult> =>
  part({ from: "main.ts", outfile, before: "#!/usr/bin/env node\n", minify: false });

/** What draws, which is loaded when somebody wants a picture: it weighs more than all the rest. */
export const bundlePicture = (outfile: string): Promise<BuildResult> =>
  part({ from: "watch-picture.ts", outfile, before: "", minify: true });
