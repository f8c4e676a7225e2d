import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../docs/markdown.js";
import { freePort } from "./port.js";

/** Whether Debian's package is there. */
export const installed: boolean = ["prometheus", "promtool"].every((command) => {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

export const WHY_NOT =
  "Debian's package prometheus is not installed (apt-get install prometheus; .ci/run does it)";

/** What promtool prints; fails where it is not content. */
export const promtool = (args: readonly string[], input = ""): string =>
  execFileSync("promtool", args, { cwd: ROOT, input, encoding: "utf8", stdio: "pipe" });

/** A series with its values, as Prometheus gives them. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [at: number, value: string])[];
}

export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly health: string;
  readonly lastError?: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Fails when a process ends before a promise is settled, with what it said. */
async function alive<T>(child: ChildProcess, said: () => string, promise: Promise<T>): Promise<T> {
  const over = once(child, "exit").then(([code]) => {
    throw new Error(`prometheus ended with ${code}: ${said()}`);
  });
  return Promise.race([promise, over]);
}

/** A Prometheus that is running. */
export class Prometheus {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #url: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.#url = url;
  }

  /** @param config text of its file of settings */
  static async start(config: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), "spillway-prometheus-"));
    await writeFile(join(folder, "prometheus.yml"), config);
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=${address}`,
    ];
    const child = spawn("prometheus", flags, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    const ready = new Promise<void>((resolve) => {
      child.stderr.on("data", (part: Buffer) => {
        said += part.toString();
        if (said.includes("Server is ready to receive web requests")) resolve();
      });
    });
    await alive(child, () => said.slice(-2000), ready);
    return new Prometheus(child, folder, `http://${address}`);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** All series of a query between two moments, in seconds since 1970. */
  async range(query: string, from: number, to: number, step: number): Promise<readonly Series[]> {
    const parameters = { query, start: String(from), end: String(to), step: String(step) };
    const { result } = await this.#ask<{ result: readonly Series[] }>("query_range", parameters);
    return result;
  }

  /** The value of a query that has one; undefined where there is none. */
  async value(query: string): Promise<number | undefined> {
    const { result } = await this.#ask<{ result: readonly { value: [number, string] }[] }>("query", {
      query,
    });
    const value = result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = await this.#ask<{ groups: readonly { rules: readonly Rule[] }[] }>("rules", {});
    return groups.flatMap(({ rules }) => rules);
  }

  async #ask<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    // As its API is documented.
    const { data, error } = (await response.json()) as { data?: T; error?: string };
    if (data === undefined) throw new Error(`${JSON.stringify(parameters)}: ${error ?? response.status}`);
    return data;
  }
}
