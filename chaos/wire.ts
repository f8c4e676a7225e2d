import type { Readable } from "node:stream";
import type { SimulatorReport } from "spillway/simulator";
import { nameOf } from "./errors.js";
import { count, type Ledger } from "./ledger.js";

/** What the SDK asks of its handler, as far as we look at it. */
interface Handler {
  handle(request: Request, options?: { abortSignal?: AbortSignal }): Promise<Answer>;
}

interface Answer {
  readonly response: unknown;
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
}

/** A request on its way. */
interface Sent {
  seen: boolean;
  /** How it ended for its sender; undefined: under way. */
  end: string | undefined;
  endedAt: number;
}

/** Ends that say that nobody can have read it. */
const UNREAD: ReadonlySet<string> = new Set(["ECONNREFUSED"]);

/**
 * Stands between the SDK and its sockets, behind the back of spillway, and compares each request that goes out with
 * what the service says that it saw. Each is known by the call's id and the number of the attempt.
 */
export class Wire {
  readonly #ledger: Ledger;
  readonly #report: () => SimulatorReport;
  readonly #keep: number;
  readonly #sent = new Map<string, Sent>();
  readonly #waiting = new WeakMap<AbortSignal, number>();
  /** The newest that the service had taken note of when it was asked last. */
  #last: string | undefined;
  #sincePoll = 0;
  /** When it was still last. */
  #stillAt = Number.NEGATIVE_INFINITY;

  constructor(ledger: Ledger, report: () => SimulatorReport, keep: number) {
    this.#ledger = ledger;
    this.#report = report;
    this.#keep = keep;
  }

  /** Looks on at all that a client's own handler does. */
  watch(client: { readonly config: { readonly requestHandler: object } }): void {
    // Every handler of the SDK's has this method; the type of the client's does not say with which arguments.
    const handler = client.config.requestHandler as Handler;
    const handle = handler.handle.bind(handler);
    handler.handle = (request, options) =>
      this.#handed(request, options?.abortSignal, () => handle(request, options));
  }

  /** Requests of this caller whose answers are still to end. */
  waiting(signal: AbortSignal): number {
    return this.#waiting.get(signal) ?? 0;
  }

  async #handed<T extends Answer>(
    request: Request,
    signal: AbortSignal | undefined,
    handle: () => Promise<T>,
  ): Promise<T> {
    const key = keyOf(request.headers);
    if (this.#sent.has(key)) this.#ledger.fault("wire", "two requests of one attempt");
    const sent: Sent = { seen: false, end: undefined, endedAt: 0 };
    this.#sent.set(key, sent);
    this.#ledger.handed++;
    if (++this.#sincePoll >= this.#keep / 20) this.poll();
    this.#wait(signal, 1);
    try {
      const answer = await handle();
      this.#ended(key, sent, "answered");
      bodyOf(answer).once("close", () => this.#wait(signal, -1));
      return answer;
    } catch (error) {
      this.#ended(key, sent, nameOf(error));
      this.#wait(signal, -1);
      throw error;
    }
  }

  #wait(signal: AbortSignal | undefined, by: number): void {
    if (signal !== undefined) this.#waiting.set(signal, this.waiting(signal) + by);
  }

  #ended(key: string, sent: Sent, end: string): void {
    count(this.#ledger.ends, end);
    sent.end = end;
    sent.endedAt = performance.now();
    if (sent.seen) this.#met(key, end);
  }

  /** Asks the service what it has seen since. To be called before its journal has forgotten it. */
  poll(): void {
    this.#sincePoll = 0;
    const keys = this.#report().requests.map(({ invocationId, attempt }) => `${invocationId}/${attempt}`);
    const last = this.#last === undefined ? -1 : keys.lastIndexOf(this.#last);
    if (last < 0 && this.#last !== undefined)
      this.#ledger.fault("wire", "the service's journal forgot requests");
    for (const key of keys.slice(last + 1)) {
      this.#ledger.seen++;
      this.#see(key);
    }
    this.#last = keys.at(-1);
  }

  /**
   * All is still. What had ended when it was still before, and has not been seen by now, never came to the service: one may lie
   * at its door for long, in a connection that it has not taken up.
   */
  still(): void {
    this.poll();
    this.#sweep(this.#stillAt);
    this.#stillAt = performance.now();
  }

  /** After all is over: what was not seen by now never will be. */
  close(): void {
    this.poll();
    this.#sweep(Number.POSITIVE_INFINITY);
    if (this.#sent.size > 0) this.#ledger.fault("wire", `${this.#sent.size} requests never ended`);
    const { attempts } = this.#report().totals;
    const { seen } = this.#ledger;
    if (attempts !== seen)
      this.#ledger.fault("wire", `the service counted ${attempts} requests and told of ${seen}`);
  }

  #see(key: string): void {
    const sent = this.#sent.get(key);
    if (sent === undefined) this.#ledger.fault("wire", `the service saw ${key}, which nobody sent`);
    else if (sent.seen) this.#ledger.fault("wire", "the service saw one attempt twice");
    else {
      sent.seen = true;
      if (sent.end !== undefined) this.#met(key, sent.end);
    }
  }

  #met(key: string, end: string): void {
    if (UNREAD.has(end)) this.#ledger.fault("wire", `the service saw a request that ended as ${end}`);
    this.#sent.delete(key);
  }

  #sweep(before: number): void {
    for (const [key, { seen, end, endedAt }] of this.#sent) {
      if (seen || end === undefined || endedAt > before) continue;
      if (end === "answered") this.#ledger.fault("wire", `an answer to ${key}, which the service never saw`);
      count(this.#ledger.unseen, end);
      this.#sent.delete(key);
    }
  }
}

/** Both handlers give streams of Node's. */
const bodyOf = ({ response }: Answer): Readable => (response as { body: Readable }).body;

function keyOf(headers: Readonly<Record<string, string>>): string {
  const attempt = /attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1];
  return `${headers["amz-sdk-invocation-id"]}/${attempt}`;
}
