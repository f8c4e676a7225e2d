import { execFile } from "node:child_process";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { assemble, type Contestant } from "../../examples/demo/contestants.js";
import { FORMS, type Form, loadOf } from "../../examples/demo/load.js";
import { panel } from "../../examples/demo/panel.js";
import type { Race } from "../../examples/demo/race.js";
import type { ClientResult, FormResult } from "../../examples/demo/result.js";
import { roomOn, rowsOf, widthOf, wrap } from "../../examples/demo/screen.js";
import { conclusion } from "../../examples/demo/summary.js";
import { table } from "../../examples/demo/table.js";
import { liveView } from "../../examples/demo/views.js";

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
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("runs in real time");
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

const widest = (text: string): number => Math.max(...text.split("\n").map(widthOf));

/** Stands in for a terminal, with all that was written to it. */
function terminal(columns: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, rows: 24, hasColors: () => false });
  const written: string[] = [];
  stream.on("data", (chunk) => written.push(String(chunk)));
  // What the view uses of a terminal is there.
  return { stream: stream as unknown as NodeJS.WriteStream, written };
}

async function withRace(look: (race: Race) => void | Promise<void>): Promise<void> {
  const [form] = FORMS as [Form, Form];
  const contestants: readonly Contestant[] = await assemble(form, { ...loadOf(true), tenAttempts: true }, 1);
  for (const { answeredMs, errors } of contestants) {
    for (let i = 0; i < 100; i += 1) answeredMs.push(12_345);
    errors.set("ThrottlingException", 22);
  }
  await look({ form, calls: 122, contestants, elapsedMs: () => 12_345 });
  await Promise.all(contestants.map((each) => each.close()));
}

const CLIENT = { answered: 100, failed: 22, attempts: 999, rejected: 899, p50Ms: 12_345, p99Ms: 12_345 };
const RESULT: FormResult = {
  full: "tooManyRequests",
  calls: 122,
  slots: 8,
  clients: ["SDK", "SDK (maxAttempts 10)", "SDK + spillway()"].map((client, i) => {
    return { ...CLIENT, client, governed: i === 2, seconds: 12.3, errors: {} };
  }),
};

describe("the demo on a terminal", () => {
  test.each([60, 80, 100, 200])("has a panel that fits %i columns", async (columns) => {
    await withRace((race) => {
      const plain = panel(race, columns - 1, false);
      expect(widest(plain)).toBeLessThan(columns);
      expect(widest(panel(race, columns - 1, true))).toBe(widest(plain));
      expect(plain).toMatch(/pretend Bedrock on this machine[\s\S]*█ answered {2}▒ failed {2}░ open/);
    });
  });

  test.each([40, 60, 80, 100])("has results that fit %i columns", (columns) => {
    const text = table(RESULT, columns - 1);
    expect(widest(text)).toBeLessThan(columns);
    expect(text.includes("─")).toBe(columns >= 80);
    expect(widest(conclusion([RESULT, RESULT], columns - 1))).toBeLessThan(columns);
  });

  test("takes 80 columns for granted, and no end where there is no terminal", () => {
    expect(roomOn(terminal(0).stream)).toBe(79);
    expect(roomOn(Object.assign(terminal(80).stream, { isTTY: false }))).toBe(Number.POSITIVE_INFINITY);
    expect(wrap("   one two\nthree", Number.POSITIVE_INFINITY)).toBe("   one two\nthree");
    expect(rowsOf("12345\n\n123", 3)).toBe(4);
  });

  test.each(["the size has settled", "it is over"])(
    "clears the rows of a frame that a narrower terminal has broken and draws anew once %s",
    async (when) => {
      const { stream, written } = terminal(100);
      await withRace(async (race) => {
        const view = liveView(stream);
        view.show(race);
        const old = panel(race, 99, false);
        written.length = 0;
        stream.columns = 70;
        stream.emit("resize");
        view.show(race);
        expect(written).toEqual([]);
        if (when === "it is over") view.done(race);
        else await expect.poll(() => written.length).toBeGreaterThan(2);
        expect(written[0]).toBe(`\u001B[${rowsOf(old, 70) - old.split("\n").length}A\u001B[J`);
        expect(written.at(-1)).toContain(panel(race, 69, false));
        if (when !== "it is over") view.done(race);
        expect(stream.listenerCount("resize")).toBe(0);
      });
    },
  );

  test("falls back to a line a second below 60 columns", async () => {
    const { stream, written } = terminal(59);
    await withRace((race) => {
      const view = liveView(stream);
      view.show(race);
      view.show(race);
      view.done(race);
    });
    const lines = written.filter((text) => text.includes("answered/failed"));
    expect(lines).toHaveLength(2);
    expect(widest(lines.join(""))).toBeLessThan(59);
  });
});
