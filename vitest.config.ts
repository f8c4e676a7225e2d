import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "spillway/batch": source("./src/batch/index.ts"),
      "spillway/simulator": source("./src/simulator/index.ts"),
      "spillway/operate": source("./src/operate/index.ts"),
      spillway: source("./src/index.ts"),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // The SDK warns once per process that it will leave Node 20; tests check what we print, not what it does.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    coverage: { include: ["src/**"], exclude: ["src/cli/**"] },
  },
});
