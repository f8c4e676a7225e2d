import { spawn } from "node:child_process";
import { ROOT } from "./markdown.js";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a child sees: nothing of this machine's own AWS set-up, and no setting of spillway's. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: ROOT,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "fake",
    AWS_SECRET_ACCESS_KEY: "fake",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...extra,
  };
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the child by SIGTERM once it has printed this. */
  readonly until?: string;
}

/** Runs Node with tsx, from the root, where tsconfig.json says what `spillway` is. */
export function runNode(args: readonly string[], { env = {}, until }: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { cwd: ROOT, env: environment(env) });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => {
    stdout += part.toString();
    // Once only: what it prints at its end comes here, too.
    if (until !== undefined && !child.killed && stdout.includes(until)) child.kill("SIGTERM");
  });
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
