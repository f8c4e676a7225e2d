import { spawn } from "node:child_process";
import { createSimulator, type Listening } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let listening: Listening;

beforeEach(async () => {
  const service = { meanMs: 300, sigma: 0 };
  listening = await createSimulator({ defaults: { slots: 1, service, networkMs: 0 } }).listen();
});

afterEach(() => listening.close());

/** Runs a script in a process of its own; resolves with its output and how long it lived after its last line. */
function run(
  script: string,
  flags: readonly string[] = [],
): Promise<{ code: number | null; lines: string[]; lingerMs: number }> {
  const child = spawn(
    process.execPath,
    [...flags, "--import", "tsx", "--input-type=module", "-e", `${CLOCK}${script}`],
    {
      env: { ...process.env, ENDPOINT: listening.urls["us-east-1"], AWS_REGION: "us-east-1" },
    },
  );
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on("close", (code) => {
      const lines = text.trim().split("\n");
      resolve({ code, lingerMs: Number(lines.pop()), lines });
    });
  });
}

/** Taken inside the process: how busy the machine is with starting and ending processes is not the question. */
const CLOCK = `
  let spoke = 0;
  const say = (line) => { console.log(line); spoke = performance.now(); };
  process.on("exit", () => console.log(performance.now() - spoke));
`;

const PRELUDE = `
  import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
  import { spillway } from "./src/index.ts";
  const client = new BedrockRuntimeClient({ endpoint: process.env.ENDPOINT, credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  const plugin = spillway({ window: { max: 1 } });
  client.middlewareStack.use(plugin);
  const send = () => client.send(new ConverseCommand({ modelId: "m", messages: [{ role: "user", content: [{ text: "hi" }] }] }));
`;

describe("a process", () => {
  it("ends at once after its answer: nothing idle holds it", { retry: 2 }, async () => {
    const { code, lines, lingerMs } = await run(`${PRELUDE} await send(); say("answered");`);
    expect({ code, lines }).toEqual({ code: 0, lines: ["answered"] });
    expect(lingerMs).toBeLessThan(100);
  });

  it("stays for a caller that waits, until it is settled", async () => {
    const script = `${PRELUDE} send().then(() => say("first")); send().then(() => say("second"));`;
    expect(await run(script)).toMatchObject({ code: 0, lines: ["first", "second"] });
  });

  it("stays for a caller that waits for a breaker to admit a probe", async () => {
    const script = `
      ${PRELUDE.replace("window: { max: 1 }", "breaker: { failures: 1, openMs: 300 }, retry: { baseMs: 1 }")}
      const dead = new BedrockRuntimeClient({ endpoint: "http://127.0.0.1:9", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
      dead.middlewareStack.use(plugin);
      dead.send(new ConverseCommand({ modelId: "m", messages: [] })).catch(() => undefined);
      let sent = false;
      plugin.on("breaker", ({ to }) => { if (to === "open" && !sent) sent = true, send().then(() => say("served after the probe")); });
    `;
    expect(await run(script)).toMatchObject({ code: 0, lines: ["served after the probe"] });
  });

  it("gets back the permit of a stream that was dropped unread", async () => {
    const script = `
      ${PRELUDE}
      import { ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
      const drop = async () => { await client.send(new ConverseStreamCommand({ modelId: "m", messages: [{ role: "user", content: [{ text: "hi" }] }] })); };
      await drop();
      say("in flight " + plugin.snapshot().lanes[0].inFlight);
      for (let i = 0; i < 200 && plugin.snapshot().lanes[0].inFlight > 0; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      say("in flight " + plugin.snapshot().lanes[0].inFlight);
    `;
    const { lines } = await run(script, ["--expose-gc"]);
    expect(lines).toEqual(["in flight 1", "in flight 0"]);
  });

  it("ends at once when it is closed while calls wait", { retry: 2 }, async () => {
    const script = `
      ${PRELUDE.replace("window: { max: 1 }", 'window: { max: 1 }, queue: { timeoutMs: "none" }, quota: { requestsPerMinute: 1 }')}
      const ends = [send(), send(), send()].map((call) => call.then(() => "served", (error) => error.code));
      await ends[0];
      plugin.close();
      say((await Promise.all(ends)).join());
    `;
    const { code, lines, lingerMs } = await run(script);
    expect({ code, lines }).toEqual({ code: 0, lines: ["served,CLOSED,CLOSED"] });
    expect(lingerMs).toBeLessThan(100);
  });

  it("stays while it drains, though all that is left is a stream that nobody reads", async () => {
    const script = `
      ${PRELUDE.replace("window: { max: 1 }", "window: { max: 1 }, streams: { idleMs: 1500 }")}
      import { ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
      process.removeAllListeners("warning");
      const kept = await client.send(new ConverseStreamCommand({ modelId: "m", messages: [{ role: "user", content: [{ text: "hi" }] }] }));
      await plugin.drain();
      say("drained " + plugin.snapshot().lanes[0].inFlight + typeof kept.stream);
    `;
    const { code, lines } = await run(script);
    expect({ code, lines }).toEqual({ code: 0, lines: ["drained 0object"] });
  });

  it("does not grow with the number of model ids", { timeout: 120_000 }, async () => {
    const { lines } = await run(MANY_IDS, ["--expose-gc"]);
    const [lanes, grown, other, otherGrown] = (lines[0] ?? "").split(" ").map(Number);
    expect([lanes, other]).toEqual([1000, 1000]);
    // A lane takes seven thousand bytes, its name a hundred.
    expect(grown).toBeLessThan(8000 * 150);
    expect(otherGrown).toBeLessThan(100_000 * 20);
  });
});

/**
 * Prints how many lanes are remembered after so many ids, and by how many bytes the heap has grown since the first few:
 * with calls of a real client, and with ten times as many of all that we do at a call.
 */
const MANY_IDS = `
  import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
  import { HttpResponse } from "@smithy/core/protocols";
  import { spillway } from "./src/index.ts";
  import { ANYONE } from "./src/flow/permit.ts";
  import { Governed } from "./src/governed.ts";
  import { resolveSettings } from "./src/settings/resolve.ts";
  import { audience } from "./test/audience.ts";
  const headers = { "content-type": "application/json" };
  const requestHandler = { handle: async () => ({ response: new HttpResponse({ statusCode: 200, headers, body: new Uint8Array([123, 125]) }) }) };
  const client = new BedrockRuntimeClient({ region: "us-east-1", requestHandler, credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  const plugin = spillway();
  client.middlewareStack.use(plugin);
  const arn = (id) => "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/" + id;
  const ask = async (from, to) => {
    for (let id = from; id < to; id++) await client.send(new InvokeModelCommand({ modelId: arn(id), body: "{}" }));
  };
  const governed = new Governed(resolveSettings().settings, audience());
  const govern = (from, to) => {
    for (let id = from; id < to; id++) {
      governed.enter();
      const lane = governed.lane("BedrockRuntime", "us-east-1", arn(id));
      const [{ lane: home }] = governed.routes("BedrockRuntime", "Converse", lane);
      const permit = home.admit({ ticket: governed.nextTicket(), tokens: () => 0, timeoutMs: 1, signal: undefined, caller: ANYONE });
      permit.answered();
      permit.end(id % 3 === 0 ? "capacity" : "success");
      governed.leave(lane);
    }
  };
  const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
  const grown = async (work, from, to) => {
    await work(0, from);
    const before = heap();
    await work(from, to);
    return heap() - before;
  };
  const [own, all] = [await grown(ask, 4000, 12000), await grown(govern, 5000, 100000)];
  say([plugin.snapshot().lanes.length, own, governed.snapshot().lanes.length, all].join(" "));
`;
