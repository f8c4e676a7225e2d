import { record } from "../context.js";
import { usageOfChunk } from "../usage.js";

/** How the model families say, in a chunk of theirs, that they have written all; or the service, for most of them. */
const LAST =
  /"amazon-bedrock-invocationMetrics"|"message_stop"|"(stop_reason|stopReason|completionReason|finish_reason)"\s*:\s*"[^"]/;

/**
 * How they show, before it, that such a mark will come: by the field that will hold it, or by the first of the events
 * whose last is the mark. In a text of the model's the quotation marks would be escaped.
 */
const TO_COME =
  /"(stop_reason|stopReason|completionReason|finish_reason)"\s*:\s*(null|"")|"(message_start|messageStart)"|"is_finished"\s*:\s*false/;

const decoder = new TextDecoder();

/** What the events of a stream have said of its end. */
export class Marks {
  readonly #operation: string;
  #toCome = false;
  /** Events seen. */
  events = 0;
  /** Its end mark was seen. Usage may come after it. */
  complete = false;
  usage: unknown;

  constructor(operation: string) {
    this.#operation = operation;
  }

  see(event: unknown): void {
    this.events++;
    const { messageStop, metadata, chunk } = record(event);
    if (metadata !== undefined) this.usage = record(metadata).usage ?? this.usage;
    if (messageStop !== undefined) this.complete = true;
    if (chunk !== undefined) this.#chunk(record(chunk).bytes);
  }

  /**
   * Whether an end at this point proves that something is missing. `ConverseStream` always sends its mark; of
   * `InvokeModelWithResponseStream` the chunks must have shown that there will be one: a family that we do not know may
   * end as it likes, but not without a chunk. Of other operations we know nothing.
   */
  get missing(): boolean {
    if (this.complete) return false;
    if (this.#operation === "ConverseStream") return true;
    return this.#operation === "InvokeModelWithResponseStream" && (this.#toCome || this.events === 0);
  }

  #chunk(bytes: unknown): void {
    if (!(bytes instanceof Uint8Array)) return;
    const text = decoder.decode(bytes);
    this.complete ||= LAST.test(text);
    this.#toCome ||= TO_COME.test(text);
    this.usage = usageOfChunk(text) ?? this.usage;
  }
}
