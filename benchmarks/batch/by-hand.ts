/** What one would write without spillway: p-limit, or the SDK's adaptive mode behind a limit. Reads a file, writes a file. */
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import pLimit from "p-limit";

const [input = "", output = "", retryMode = "standard", size = "100"] = process.argv.slice(2);
const client = new BedrockRuntimeClient({ retryMode, ...(retryMode === "adaptive" && { maxAttempts: 10 }) });
const limit = pLimit(Number(size));
const results = createWriteStream(output);

async function answer(line: string): Promise<void> {
  const { recordId, modelInput } = JSON.parse(line) as { recordId: string; modelInput: unknown };
  const write = (rest: object): boolean =>
    results.write(`${JSON.stringify({ recordId, modelInput, ...rest })}\n`);
  try {
    const command = new InvokeModelCommand({
      modelId: "us.amazon.nova-lite-v1:0",
      contentType: "application/json",
      body: JSON.stringify(modelInput),
    });
    const { body } = await client.send(command);
    write({ modelOutput: JSON.parse(Buffer.from(body).toString("utf8")) });
  } catch (error) {
    write({ error: { errorCode: 500, errorMessage: String(error) } });
  }
}

const calls: Promise<void>[] = [];
for await (const line of createInterface({ input: createReadStream(input) }))
  calls.push(limit(() => answer(line)));
await Promise.all(calls);
results.end();
