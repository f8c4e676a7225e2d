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
});
