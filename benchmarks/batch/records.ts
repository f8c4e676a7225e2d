import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** Records of as many kinds as there are of them: what a request says of its size tells which record it is of. */
const SIZES = 100;
const SMALLEST = 8;
const FIRST_MAXIMUM = 100;
const CHARACTERS_PER_TOKEN = 4;

export const idOf = (index: number): string => `record-${String(index).padStart(7, "0")}`;

/** Which record a request was of, by what the simulator notes of it. */
export const indexOf = (inputTokens: number, maxTokens: number | undefined): number =>
  inputTokens - SMALLEST + SIZES * ((maxTokens ?? 0) - FIRST_MAXIMUM);

/** A record in Bedrock's own batch format. */
export function recordLine(index: number): string {
  const text = "x".repeat(CHARACTERS_PER_TOKEN * (SMALLEST + (index % SIZES)));
  const modelInput = {
    messages: [{ role: "user", content: [{ text }] }],
    inferenceConfig: { maxTokens: FIRST_MAXIMUM + Math.floor(index / SIZES) },
  };
  return JSON.stringify({ recordId: idOf(index), modelInput });
}

export async function writeRecords(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  for (let i = 0; i < count; i++) if (!file.write(`${recordLine(i)}\n`)) await once(file, "drain");
  file.end();
  await once(file, "close");
}
