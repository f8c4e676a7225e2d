import { SpillwayError } from "spillway";
import { shown } from "../values.js";

/** What a caller got, and when it went wrong. */
export interface Result {
  /** The answer, or the events of its stream. */
  readonly heard: readonly string[];
  readonly failure: { readonly error: unknown } | undefined;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** Takes an answer to its end. */
export async function resultOf(answer: Promise<unknown>): Promise<Result> {
  const heard: string[] = [];
  try {
    const { $metadata: _, stream, body, ...output } = record(await answer);
    const events = (stream ?? body) as AsyncIterable<unknown> | Uint8Array | undefined;
    if (events === undefined || events instanceof Uint8Array) heard.push(shown({ ...output, body }));
    else for await (const event of events) heard.push(shown(event));
    return { heard, failure: undefined };
  } catch (error) {
    return { heard, failure: { error } };
  }
}

/** An error as it can be compared: with what it is called and what it says. */
function told(error: unknown): string {
  // What is no error the SDK makes one of, and spillway hands on as it is.
  if (!(error instanceof Error)) return "no error";
  return safely(() => `${error.name}: ${error.message}`);
}

function safely(fn: () => string): string {
  try {
    return fn();
  } catch {
    return "an error that can't be read";
  }
}

export const wordsOf = ({ heard, failure }: Result): string =>
  [...heard, failure === undefined ? "end" : told(failure.error)].join("\n");

export const refusalOf = ({ failure }: Result): string | undefined =>
  failure?.error instanceof SpillwayError ? failure.error.code : undefined;
