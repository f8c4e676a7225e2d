import type {
  ConverseCommandOutput,
  ConverseStreamOutput,
  InvokeModelCommandOutput,
  ResponseStream,
} from "@aws-sdk/client-bedrock-runtime";

const WORDS =
  "the river fills its bed and what is too much flows aside over the spillway into the next ".split(/(?<= )/);

/** At most so many words in an answer: the service's `chunks`. */
const MOST_WORDS = 8;

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** Whether a text is what the service says in so many tokens. */
function isText(text: unknown, tokens: unknown): boolean {
  if (typeof text !== "string" || typeof tokens !== "number") return false;
  const count = Math.min(MOST_WORDS, tokens);
  return text === Array.from({ length: count }, (_, i) => WORDS[i % WORDS.length]).join("");
}

export const isWholeConverse = ({ stopReason, usage, output }: ConverseCommandOutput): boolean =>
  stopReason !== undefined && isText(output?.message?.content?.[0]?.text, usage?.outputTokens);

/** Anthropic's body or Nova's. */
export function isWholeInvoke({ body }: InvokeModelCommandOutput): boolean {
  const fields = jsonOf(body);
  const { output_tokens, outputTokens } = record(fields.usage);
  const [anthropic] = Array.isArray(fields.content) ? fields.content : [];
  const nova = record(record(fields.output).message).content;
  const part = anthropic ?? (Array.isArray(nova) ? nova[0] : undefined);
  return isText(record(part).text, output_tokens ?? outputTokens);
}

/** What came of a streamed answer so far. */
export interface Heard {
  text: string;
  tokens: number | undefined;
  marked: boolean;
}

export const nothingHeard = (): Heard => ({ text: "", tokens: undefined, marked: false });

/** Takes one event of either kind of stream. */
export function hear(heard: Heard, event: ConverseStreamOutput | ResponseStream): void {
  const fields = "chunk" in event ? jsonOf(event.chunk?.bytes) : record(event);
  const { text } = record(record(fields.contentBlockDelta).delta);
  const anthropic = record(fields.delta).text;
  heard.text += typeof text === "string" ? text : typeof anthropic === "string" ? anthropic : "";
  // Anthropic's models say why they stop before they say that they have.
  heard.marked ||= fields.messageStop !== undefined || typeof record(fields.delta).stop_reason === "string";
  const { outputTokens } = record(record(fields.metadata).usage);
  const { outputTokenCount } = record(fields["amazon-bedrock-invocationMetrics"]);
  const tokens = outputTokens ?? outputTokenCount;
  if (typeof tokens === "number") heard.tokens = tokens;
}

function jsonOf(bytes: Uint8Array | undefined): Record<string, unknown> {
  try {
    return record(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new UnreadableBody("the model's own JSON is none");
  }
}

/** The service damaged a text that only the caller reads: for the SDK it is bytes. */
export class UnreadableBody extends Error {
  override readonly name = "UnreadableBody";
}

/** The end mark is the end of the answer: where the counts after it are lost, there is nothing to measure it by. */
export const isWholeStream = ({ text, tokens, marked }: Heard): boolean =>
  marked && (tokens === undefined || isText(text, tokens));
