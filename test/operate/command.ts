import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCommand, bundlePicture } from "../../scripts/command-bundle.js";
import type { PretendAws } from "./pretend-aws.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What looks like secrets, to be looked for in all that is printed. */
export const SECRETS = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
};

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command as users have it, bundled, with the packages of this project beside it. */
export class Command {
  readonly folder: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Command> {
    const folder = await mkdtemp(join(tmpdir(), "spillway-"));
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await bundleCommand(join(folder, "main.js"));
    await bundlePicture(join(folder, "watch-picture.js"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
    return new Command(folder);
  }

  start(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>> = {},
    file: string = join(this.folder, "main.js"),
  ) {
    const child = spawn(process.execPath, [file, ...args], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...env,
      },
    });
    this.#running.add(child);
    const text = { out: "", err: "" };
    child.stdout.on("data", (part: Buffer) => {
      text.out += part.toString();
    });
    child.stderr.on("data", (part: Buffer) => {
      text.err += part.toString();
    });
    const ended: Promise<Ended> = once(child, "close").then(([code]) => ({
      code: code as number | null,
      ...text,
    }));
    return { child, text, ended };
  }

  run(
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
    file?: string,
  ): Promise<Ended> {
    return this.start(args, env, file).ended;
  }

  async close(): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
    await rm(this.folder, { recursive: true });
  }
}

/** Variables that lead a command to the pretend AWS. */
export const towards = ({ url, runtimeUrl }: PretendAws): Readonly<Record<string, string>> => ({
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: runtimeUrl,
  ...SECRETS,
});
