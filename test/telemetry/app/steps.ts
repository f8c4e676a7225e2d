import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { trace } from "@opentelemetry/api";
import { converse, converseStream } from "./commands.js";

/** What came of each call: `ok`, or the error's name or code. */
export type Outcomes = Record<string, string[]>;

export type Stream = AsyncIterable<unknown>;

const nameOf = (error: unknown): string =>
  error instanceof Error ? String("code" in error ? error.code : error.name) : typeof error;

export class Steps {
  readonly outcomes: Outcomes = {};
  /** Texts of answers. */
  readonly answers = new Set<string>();

  /** Runs one call or more within a span of the application's own. */
  async step(name: string, calls: readonly (() => Promise<unknown>)[]): Promise<void> {
    await trace.getTracer("app").startActiveSpan(`app ${name}`, async (span) => {
      const settled = await Promise.allSettled(calls.map((call) => call()));
      this.outcomes[name] = settled.map((one) => (one.status === "fulfilled" ? "ok" : nameOf(one.reason)));
      span.end();
    });
  }

  async ask(client: BedrockRuntimeClient, command = converse("app.plain"), signal?: AbortSignal) {
    const { output } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    for (const { text } of output?.message?.content ?? []) if (text !== undefined) this.answers.add(text);
  }

  async stream(
    client: BedrockRuntimeClient,
    model: string,
    use: (stream: Stream) => Promise<void> = readAll,
  ) {
    const { stream } = await client.send(converseStream(model));
    await use(stream ?? (async function* () {})());
  }
}

async function readAll(stream: Stream): Promise<void> {
  for await (const _event of stream);
}
