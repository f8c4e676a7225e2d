import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { ClientResult, FormResult } from "../../examples/demo/result.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the demo prints with `--json`. */
interface Result {
  readonly seed: number;
  readonly ok: boolean;
  readonly forms: readonly FormResult[];
}

const demo = (...flags: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const args = ["--import", "tsx", "examples/demo/main.ts", ...flags];
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
      resolve({ code, stdout, stderr });
    });
  });

const sum = (clients: readonly ClientResult[], field: "answered" | "attempts" | "rejected"): number =>
  clients.reduce((total, client) => total + client[field], 0);

function split(forms: readonly FormResult[]) {
  const clients = forms.flatMap((form) => form.clients);
  return {
    governed: clients.filter(({ governed }) => governed),
    bare: clients.filter(({ client }) => client === "SDK"),
    calls: forms.reduce((total, form) => total + form.calls, 0),
  };
}

describe.concurrent("the demo", () => {
  test.each([1, 2])(
    "gets every answer with spillway() and not without, seed %i",
    async (seed) => {
      const { code, stdout, stderr } = await demo("--quick", "--json", "--seed", String(seed));
      expect(stderr).toBe("");
      // The demo's own output; what it says is checked below.
      const result = JSON.parse(stdout) as Result;
      const { governed, bare, calls } = split(result.forms);
      expect(result).toMatchObject({ seed, ok: true });
      expect(result.forms.map(({ full }) => full)).toEqual(["tooManyRequests", "unableToProcess"]);
      expect(sum(governed, "answered")).toBe(calls);
      expect(sum(bare, "answered")).toBeLessThan(calls);
      expect(sum(governed, "rejected") / sum(governed, "attempts")).toBeLessThan(0.2);
      expect(sum(bare, "rejected") / sum(bare, "attempts")).toBeGreaterThan(0.2);
      expect(code).toBe(0);
    },
    60_000,
  );

  test("--help tells what it does and what its exit codes mean", async () => {
    const { code, stdout } = await demo("--help");
    expect(stdout).toMatch(/--seed <n>[\s\S]*Exit codes/);
    expect(code).toBe(0);
  });

  test.each([
    [["--seed", "x"], "Must be an integer from 0"],
    [["--seed", "-1"], "Must be an integer from 0"],
    [["--fast"], "unknown option '--fast'"],
    [["more"], "too many arguments"],
  ])("refuses %j and says why", async (flags, why) => {
    const { code, stdout, stderr } = await demo(...flags);
    expect(stderr).toContain(why);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});
