import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createSimulator, type SimulatorOptions, type SimulatorReport } from "spillway/simulator";
import type { Outcomes } from "./app/steps.js";
import { bundleApplication, type Format, linkPackages, type Part, partOf } from "./bundle.js";
import { type Behaviour, otlpReceiver, type Receiver } from "./otlp/receiver.js";
import { SERVICE } from "./service.js";

export interface RunOptions {
  readonly format: Format;
  /** When the SDK is set up: before all else, between the first calls and the work, or never. */
  readonly setUp?: "before" | "after" | "never";
  readonly by?: Exclude<Part, "main">;
  /** Names of the work's parts. */
  readonly steps?: readonly string[];
  /** `OTEL_*` and what else there is to say. */
  readonly env?: Readonly<Record<string, string>>;
  readonly service?: SimulatorOptions;
  /** Node to run it by. */
  readonly node?: string;
  /** What the receiver does with requests. */
  readonly behave?: Behaviour;
  /** What becomes of it once it has told what came of its calls: ended, whatever its exporters still want; or the receiver's next behaviour. */
  readonly whenTold?: "end" | Behaviour;
}

/** What the application says at its end. */
export interface Told {
  readonly outcomes: Outcomes;
  readonly answers: readonly string[];
  readonly logged: readonly unknown[];
}

export interface Ran extends Told {
  readonly code: number | null;
  /** Standard output and error. */
  readonly printed: string;
  readonly receiver: Receiver;
  /** What the service saw. */
  readonly report: SimulatorReport;
}

export interface Application {
  run(options: RunOptions): Promise<Ran>;
  remove(): void;
}

const NOTHING: Told = { outcomes: {}, answers: [], logged: [] };

/** An application in a folder of its own. */
export async function application(): Promise<Application> {
  const folder = mkdtempSync(join(tmpdir(), "spillway-app-"));
  await Promise.all([bundleApplication(folder, ["main", "setup", "setup-aws"]), linkPackages(folder)]);
  return { run: (options) => run(folder, options), remove: () => rmSync(folder, { recursive: true }) };
}

/** Runs it once, in front of a service and a receiver of its own. */
export async function run(folder: string, options: RunOptions): Promise<Ran> {
  const simulator = createSimulator({ keep: 10_000, ...SERVICE, ...options.service });
  const listening = await simulator.listen();
  const receiver = await otlpReceiver();
  receiver.behave(options.behave ?? 200);
  try {
    const env = environment(options, folder, { urls: listening.urls, receiver: receiver.url });
    const ended = await child(options, argumentsOf(options, folder), env, receiver);
    return { ...ended, receiver, report: simulator.report() };
  } finally {
    await receiver.close();
    await listening.close();
  }
}

function argumentsOf({ format, setUp = "before", by = "setup" }: RunOptions, folder: string): string[] {
  const main = partOf(folder, "main", format);
  if (setUp !== "before") return [main];
  const setup = partOf(folder, by, format);
  return format === "cjs"
    ? ["--require", setup, main]
    : [...(by === "setup-aws" ? HOOK : []), "--import", pathToFileURL(setup).href, main];
}

/** What lets OpenTelemetry's instrumentations see ES modules. */
const HOOK = ["--experimental-loader", "@opentelemetry/instrumentation/hook.mjs", "--no-warnings"];

function environment(
  { format, setUp, by = "setup", steps = [], env }: RunOptions,
  folder: string,
  { urls, receiver }: { readonly urls: Readonly<Record<string, string>>; readonly receiver: string },
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    APP_URLS: JSON.stringify(urls),
    APP_STEPS: steps.join(),
    ...(setUp === "after" && { APP_LATE: pathToFileURL(partOf(folder, by, format)).href }),
    OTEL_SERVICE_NAME: "app",
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
    ...env,
  };
}

function child(
  { node = process.execPath, whenTold }: RunOptions,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  receiver: Receiver,
): Promise<Pick<Ran, "code" | "printed"> & Told> {
  const limits = { timeout: 60_000, killSignal: "SIGKILL" } as const;
  const app = spawn(node, args, { env, stdio: ["ignore", "pipe", "pipe", "ipc"], ...limits });
  let printed = "";
  let told = NOTHING;
  const take = (chunk: Buffer): void => {
    printed += chunk.toString();
  };
  app.stdout?.on("data", take);
  app.stderr?.on("data", take);
  app.on("message", (message) => {
    told = message as Told; // of main.ts
    if (whenTold === "end") app.kill("SIGKILL");
    else if (whenTold !== undefined) receiver.behave(whenTold);
  });
  return new Promise((resolve, reject) => {
    app.on("error", reject);
    app.on("close", (code) => resolve({ code, printed, ...told }));
  });
}
