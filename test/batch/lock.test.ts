import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lock } from "../../src/batch/lock.js";
import { folder } from "./help.js";

let files = folder();
beforeEach(() => {
  files = folder();
});
afterEach(() => files.remove());

/** A process that was here and is no more. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;
const held = (holder: object): void =>
  writeFileSync(files.at("x.lock"), JSON.stringify({ host: hostname(), token: "old", ...holder }));

describe("a lock", () => {
  it("is one process's until it is given back", async () => {
    const path = files.at("x.lock");
    const release = await lock(path, "one");
    await expect(lock(path, "two")).rejects.toMatchObject({
      code: "BATCH_LOCKED",
      message: expect.stringContaining(`process ${process.pid} on ${hostname()} writes to this output`),
    });
    await release();
    expect(existsSync(path)).toBe(false);
    await (await lock(path, "two"))();
  });

  it("of a dead process is taken over, by one of many", async () => {
    const path = files.at("x.lock");
    held({ pid: deadPid() });
    const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => lock(path, `t${i}`)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(files.at("."))).toEqual(["x.lock"]);
  });

  it.each([
    ["a process that lives", { pid: process.ppid }, `process ${process.ppid}`],
    ["another machine", { pid: 1, host: "elsewhere" }, "process 1 on elsewhere"],
  ])("of %s is not", async (_name, holder, words) => {
    held(holder);
    await expect(lock(files.at("x.lock"), "two")).rejects.toThrow(words);
  });

  it("that can't be read is not, and its file is named", async () => {
    writeFileSync(files.at("x.lock"), "{");
    await expect(lock(files.at("x.lock"), "two")).rejects.toThrow(`remove ${files.at("x.lock")}`);
  });

  it.each([
    ["that had our number", { pid: process.pid }],
    ["that had the number of one that lives", { pid: process.ppid, began: "1" }],
  ])("of a process that is no more, %s, is taken over", async (_name, holder) => {
    held(holder);
    await (await lock(files.at("x.lock"), "two"))();
    expect(readdirSync(files.at("."))).toEqual([]);
  });

  it.each([["{"], [""]])("of which nobody can say whose it is is taken over in time: %j", async (text) => {
    writeFileSync(files.at("x.lock"), text);
    const before = new Date(statSync(files.at("x.lock")).mtimeMs - 60_000);
    utimesSync(files.at("x.lock"), before, before);
    await (await lock(files.at("x.lock"), "two"))();
    expect(readdirSync(files.at("."))).toEqual([]);
  });

  it.each([
    ["by one that died", JSON.stringify({ host: hostname(), pid: 0x7fffffff, token: "killed" })],
    ["by nobody who can be known", ""],
  ])("is taken over where that was begun already %s", async (_name, claim) => {
    held({ pid: deadPid() });
    writeFileSync(files.at("x.lock.old"), claim);
    const before = new Date(statSync(files.at("x.lock.old")).mtimeMs - 60_000);
    utimesSync(files.at("x.lock.old"), before, before);
    await (await lock(files.at("x.lock"), "two"))();
    expect(readdirSync(files.at("."))).toEqual([]);
  });

  it("that somebody else has taken meanwhile is not given back", async () => {
    const release = await lock(files.at("x.lock"), "one");
    held({ pid: process.ppid });
    await release();
    expect(readFileSync(files.at("x.lock"), "utf8")).toContain("old");
  });
});
