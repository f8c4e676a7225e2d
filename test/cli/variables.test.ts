import { Command, Option } from "commander";
import { afterEach, expect, it, vi } from "vitest";
import { tellUnknown } from "../../src/cli/variables.js";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function said(...args: string[]): Promise<string> {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((part) => {
    text += String(part);
    return true;
  });
  const program = new Command().hook("preAction", tellUnknown);
  const model = new Option("--model <id>").env("SPILLWAY_RUN_MODEL");
  program
    .command("run")
    .addOption(model)
    .action(() => undefined);
  program.command("watch").action(() => undefined);
  await program.parseAsync(args, { from: "user" });
  return text;
}

it("tells of a variable that is like a flag's and is none, where flags have variables", async () => {
  vi.stubEnv("SPILLWAY_RUN_MODEL", "a");
  vi.stubEnv("SPILLWAY_RUN_MODLE", "secret");
  expect(await said("run")).toBe(
    "warning: unknown variable SPILLWAY_RUN_MODLE: did you mean SPILLWAY_RUN_MODEL?\n",
  );
  expect(await said("watch")).toBe("");
});

it("guesses at none that has no more than the prefix in common", async () => {
  vi.stubEnv("SPILLWAY_RUN_BOGUS", "secret");
  expect(await said("run")).toBe(
    "warning: unknown variable SPILLWAY_RUN_BOGUS: --help names those that there are.\n",
  );
});
