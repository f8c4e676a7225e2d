import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleCommand, bundlePicture } from "../scripts/command-bundle.js";
import { ROOT } from "./docs/markdown.js";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Launched {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly text: { out: string; err: string };
  readonly ended: Promise<Ended>;
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string;
}

/** What a child sees: nothing of this machine's own AWS set-up, and no setting of spillway's. */
const environment = (extra: LaunchOptions["env"] = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: ROOT,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  ...extra,
});

/** Credentials that nobody has, and a region. */
export const NOBODY = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "fake",
  AWS_SECRET_ACCESS_KEY: "fake",
} as const;

/** Of a pretend Bedrock on a socket. */
export const endpoint = (url: string): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
  ...NOBODY,
});

/** Starts a program, from the root if nothing else is said. */
export function launch(
  program: string,
  args: readonly string[],
  { env, cwd = ROOT }: LaunchOptions = {},
): Launched {
  const child = spawn(program, args, { cwd, env: environment(env) });
  const text = { out: "", err: "" };
  child.stdout.on("data", (part: Buffer) => {
    text.out += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    text.err += part.toString();
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...text }));
  return { child, text, ended };
}

/**
 * Runs Node with tsx, from the root, where tsconfig.json says what `spillway` is.
 *
 * @param until ends the child by SIGTERM once it has printed this
 */
export function runNode(
  args: readonly string[],
  { env, until }: { readonly env?: LaunchOptions["env"]; readonly until?: string } = {},
): Promise<Ended> {
  const options = { env: { ...NOBODY, ...env } };
  const { child, text, ended } = launch(process.execPath, ["--import", "tsx", ...args], options);
  child.stdout?.on("data", () => {
    // Once only: what it prints at its end comes here, too.
    if (until !== undefined && !child.killed && text.out.includes(until)) child.kill("SIGTERM");
  });
  return ended;
}

/** The command as one file, which starts ten times faster than its sources do, and a folder of its own. */
export interface CommandFile {
  readonly path: string;
  readonly at: (name: string) => string;
  start(args: readonly string[], options?: LaunchOptions): Launched;
  run(args: readonly string[], options?: LaunchOptions): Promise<Ended>;
  remove(): Promise<void>;
}

/** The command alone, run from the root. */
export const commandFile = (): Promise<CommandFile> => commandIn(() => ROOT);

/** The command as users have it: with what draws and the packages of this project beside it, and run from there. */
export async function installedCommand(): Promise<CommandFile> {
  const command = await commandIn((folder) => folder);
  await symlink(join(ROOT, "node_modules"), command.at("node_modules"));
  await bundlePicture(command.at("watch-picture.js"));
  await writeFile(command.at("package.json"), '{ "type": "module" }\n');
  return command;
}

async function commandIn(from: (folder: string) => string): Promise<CommandFile> {
  const folder = await mkdtemp(join(tmpdir(), "spillway-"));
  const path = join(folder, "spillway.mjs");
  await bundleCommand(path);
  const running = new Set<ChildProcess>();
  const start: CommandFile["start"] = (args, { env, cwd = from(folder) } = {}) => {
    const launched = launch(process.execPath, [path, ...args], { env, cwd });
    running.add(launched.child);
    return launched;
  };
  return {
    path,
    at: (name) => join(folder, name),
    start,
    run: (args, options) => start(args, options).ended,
    remove: async () => {
      for (const child of running) child.kill("SIGKILL");
      await rm(folder, { recursive: true });
    },
  };
}
