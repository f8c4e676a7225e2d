import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Writes the command as one file that needs nothing else, but for the SDK where it sends anything. */
export const bundleCommand = (outfile: string): Promise<unknown> =>
  build({
    entryPoints: [fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))],
    outfile,
    bundle: true,
    // Whoever sends anything has it; who does not need not.
    external: ["@aws-sdk/client-bedrock-runtime"],
    platform: "node",
    format: "esm",
    target: "node20",
    legalComments: "inline",
    // Bundled CommonJS libraries ask for Node's modules by require, which an ES module does not have.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as spillwayRequire } from "node:module";\nconst require = spillwayRequire(import.meta.url);',
    },
  });
