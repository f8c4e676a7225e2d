import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { DeserializeMiddleware } from "@smithy/types";
import { type Spillway, type SpillwayOptions, spillway, withSpillway } from "spillway";
import { seeded, VirtualClock } from "spillway/simulator";
import { type Reply, responseOf, SAID } from "../reply.js";
import type { Flaw } from "../target.js";

/** The real client, at a service in the same process that does as it is told, in virtual time. */
export class HostileClient {
  readonly client: BedrockRuntimeClient;
  /** What it does to the next requests; the last one stays. */
  replies: Reply[] = [];
  /** What the SDK made of them: the error that came out of its deserialiser last. */
  thrown: unknown;
  sent = 0;
  /** What it did to the last request. */
  last: Reply | undefined;

  constructor() {
    this.client = new BedrockRuntimeClient({
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDFUZZ", secretAccessKey: "fuzz-key" },
      maxAttempts: 1,
      requestHandler: this.#handler() as never,
    });
    const seen: DeserializeMiddleware<object, object> = (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        this.thrown = error;
        throw error;
      }
    };
    // It is the same for every command's input and output.
    this.client.middlewareStack.add(seen as never, { step: "deserialize", name: "seen", priority: "high" });
  }

  /** As much of a handler as the SDK asks for. */
  #handler(): object {
    const handle = (_request: unknown, options?: { abortSignal?: AbortSignal }) => this.#handle(options);
    return { handle, destroy: () => undefined };
  }

  async #handle(options: { abortSignal?: AbortSignal } | undefined): Promise<{ response: unknown }> {
    this.sent++;
    const [reply] = this.replies;
    this.last = reply;
    if (reply === undefined) throw new Error("nothing to say");
    if (this.replies.length > 1) this.replies.shift();
    if (reply.thrown !== undefined) throw reply.thrown.error;
    const { response, body } = responseOf(reply);
    const abort = (): unknown =>
      body.destroy(Object.assign(new Error("Request aborted"), { name: "AbortError" }));
    options?.abortSignal?.addEventListener("abort", abort, { once: true });
    return { response };
  }
}

/** The same with spillway. */
export class Governed extends HostileClient {
  readonly clock = new VirtualClock();
  readonly plugin: Spillway;
  #ended = 0;
  #leak: Flaw;

  constructor(options: SpillwayOptions) {
    super();
    this.plugin = spillway({ clock: this.clock, random: seeded(1), telemetry: false, ...options });
    this.plugin.on("attempt", () => {
      this.#ended++;
    });
    for (const name of ["attempt", "retry", "refused", "spill", "warning", "window"] as const) {
      this.plugin.on(name, (event) => {
        if (JSON.stringify(event).includes(SAID)) this.#leak ??= `event ${name} told of an answer`;
      });
    }
    withSpillway(this.client, this.plugin);
  }

  /** What is not as it must be after a call. */
  unrest(): Flaw {
    const { lanes } = this.plugin.snapshot();
    const busy = lanes.find(({ inFlight, queued }) => inFlight + queued > 0);
    if (busy !== undefined)
      return `${busy.inFlight} in flight and ${busy.queued} in line after the last call`;
    const [sent, ended, leak] = [this.sent, this.#ended, this.#leak];
    this.sent = 0;
    this.#ended = 0;
    this.#leak = undefined;
    return sent === ended ? leak : `${sent} requests and ${ended} attempts ended`;
  }
}
