import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Now, Order, Told } from "./service.js";

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const TSX = ["--import", "tsx"];

/** A pretend Bedrock in another process. */
export class Service {
  readonly #child: ChildProcess;
  url = "";

  constructor() {
    this.#child = fork(file("service.ts"), { execArgv: TSX });
  }

  async begin(order: Omit<Extract<Order, { order: "begin" }>, "order">): Promise<void> {
    const { url } = (await this.#ask({ ...order, order: "begin" })) as { url: string }; // our own child
    this.url = url;
  }

  async now(): Promise<Now> {
    return (await this.#ask({ order: "now" })) as Now; // our own child
  }

  async tell(): Promise<Told> {
    return (await this.#ask({ order: "tell" })) as Told; // our own child
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask(order: Order): Promise<unknown> {
    this.#child.send(order);
    const [answer] = await once(this.#child, "message");
    return answer;
  }
}

/** What a process came to. */
export interface Ran {
  readonly code: number | null;
  readonly seconds: number;
  /** Undefined where the system does not tell. */
  readonly peakMb: number | undefined;
  readonly cpuSeconds: number | undefined;
  readonly said: string;
}

/** Of the system's clock for processes, a second. */
const TICKS = 100;

/** A process under watch. */
export class Watched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  #peakMb: number | undefined;
  #cpuSeconds: number | undefined;

  /** @param args a script of this folder and its arguments, or the built command and its own */
  constructor(args: readonly string[], url: string) {
    const begun = performance.now();
    this.child = spawn(process.execPath, args, {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "fake",
        AWS_SECRET_ACCESS_KEY: "fake",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const hear = (part: Buffer): void => {
      said = (said + part.toString()).slice(-4000);
    };
    this.child.stdout?.on("data", hear);
    this.child.stderr?.on("data", hear);
    const timer = setInterval(() => this.weigh(), 250);
    this.ended = once(this.child, "close").then(([code]) => {
      clearInterval(timer);
      const seconds = (performance.now() - begun) / 1000;
      return {
        code: code as number | null,
        seconds,
        peakMb: this.#peakMb,
        cpuSeconds: this.#cpuSeconds,
        said,
      };
    });
  }

  /** Notes how much memory it has taken at most so far, and how much time of a processor. */
  weigh(): void {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
      const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
      if (peak > (this.#peakMb ?? 0)) this.#peakMb = peak;
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      this.#cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    } catch {
      // It has just ended, or this system keeps no such file.
    }
  }

  kill(): void {
    this.weigh();
    this.child.kill("SIGKILL");
  }
}

export const COMMAND = file("../../dist/bin/spillway.js");

/** A script as one would write it by hand. */
export const script = (...args: readonly string[]): readonly string[] => [
  ...TSX,
  file("by-hand.ts"),
  ...args,
];
