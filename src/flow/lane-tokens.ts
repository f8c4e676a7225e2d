import type { QuotaSettings } from "../settings/settings.js";
import { correct, estimate, UNTAUGHT } from "./estimate.js";
import { modelData } from "./model-data.js";

/** What a request asks of token quotas. */
export interface Demand {
  /** Of its texts, in UTF-8. */
  readonly bytes: number;
  /** The most that it may be answered; undefined where it does not say. */
  readonly maxTokens: number | undefined;
}

/** What the service says that a request used. */
export interface Usage {
  /** Without what came from a cache or went into one. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number | undefined;
}

/** What requests cost in one lane, at their start and at their end, in tokens of its quotas. */
export class LaneTokens {
  readonly #family: ReturnType<typeof modelData>;
  #settings: QuotaSettings;
  #ratio = UNTAUGHT;

  constructor(model: string, settings: QuotaSettings) {
    this.#family = modelData(model);
    this.#settings = settings;
  }

  /** Goes on by other settings; what is learnt of the texts stays. */
  adjust(settings: QuotaSettings): void {
    this.#settings = settings;
  }

  /** Reserved for a request that names no maximum of its own. */
  get maxOutputTokens(): number {
    return this.#settings.maxOutputTokens ?? this.#family.maxOutputTokens;
  }

  /** Tokens of input that a byte of text is taken for. */
  get perByte(): number {
    return this.#ratio.perByte;
  }

  /** What the service reserves at the start. The maximum counts once, whatever output counts in the end. */
  reserved({ bytes, maxTokens }: Demand): number {
    return estimate(this.#ratio, bytes) + (maxTokens ?? this.maxOutputTokens);
  }

  /** What the service settles at the end; undefined where it has not said enough. Reads from a cache are free. */
  settled({ inputTokens, cacheWriteTokens, outputTokens }: Usage): number | undefined {
    // Of a model that writes nothing, nobody says how much it wrote.
    const output = outputTokens ?? (this.maxOutputTokens === 0 ? 0 : undefined);
    const weight = this.#settings.outputWeight ?? this.#family.outputWeight;
    return output === undefined ? undefined : inputTokens + cacheWriteTokens + output * weight;
  }

  /**
   * Corrects the estimate. Everything that was sent counts, since that is what is reserved: what the service took from
   * its cache comes back at the end only. A model that counts cached tokens among the others is so estimated too high,
   * never too low.
   */
  learn({ bytes }: Demand, { inputTokens, cacheReadTokens, cacheWriteTokens }: Usage): void {
    this.#ratio = correct(this.#ratio, bytes, inputTokens + cacheReadTokens + cacheWriteTokens);
  }
}
