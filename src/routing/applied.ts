import { SpillwayError } from "../errors.js";
import type { Emit } from "../events.js";
import { field, nameOfThrown } from "../field.js";
import { publicModel } from "../public-model.js";
import { settingsForModel } from "../settings/for-model.js";
import {
  type LaneSettings,
  QUOTA_KINDS,
  type QuotaFigures,
  type QuotaKind,
  type QuotasFor,
  type Settings,
} from "../settings/settings.js";
import type { WarnOnce } from "../warn.js";
import type { Lane } from "./lane.js";

/** By then the first requests are on the wire: none of them waits while a client for Service Quotas is loaded. */
const READ_AFTER_MS = 100;

/** The only service whose quotas are read. */
const SERVICE = "BedrockRuntime";

/** What a quota that is read may be. No account has less than one; above, it is what an option may be. */
const LEAST = 1;
const MOST = 1e12;
const isUsable = (value: unknown): value is number =>
  typeof value === "number" && value >= LEAST && value <= MOST;

/** The instance, as far as it matters here. */
interface Owner {
  readonly settings: Settings;
  readonly emit: Emit;
  readonly warnOnce: WarnOnce;
}

/**
 * Quotas that are read and not stated (`quota.source` is `auto`): each lane's once, beside its calls. Nothing waits for
 * them, and where they can't be read they are learnt.
 */
export class Applied {
  readonly #owner: Owner;
  readonly #closing: AbortSignal;
  readonly #adjust: (lane: Lane) => void;
  readonly #figures = new WeakMap<Lane, QuotaFigures>();
  readonly #asked = new WeakSet<Lane>();
  #client: { readonly config: unknown } | undefined;
  #reader: Promise<QuotasFor> | undefined;

  /** @param adjust lets a lane go on by what was read */
  constructor(owner: Owner, closing: AbortSignal, adjust: (lane: Lane) => void) {
    this.#owner = owner;
    this.#closing = closing;
    this.#adjust = adjust;
  }

  /** Asks as this client does, unless another one was known before. */
  askAs(client: { readonly config: unknown }): void {
    this.#client ??= client;
  }

  /** What is stated, and below it what was read. */
  over(lane: Lane, settings: LaneSettings): LaneSettings {
    const figures = this.#figures.get(lane);
    const { window, quota, breaker, targets } = settings;
    if (figures === undefined || quota.source !== "auto") return settings;
    const read = QUOTA_KINDS.map((kind) => [kind, quota[kind] ?? figures[kind]] as const);
    return { window, quota: { ...quota, ...Object.fromEntries(read) }, breaker, targets };
  }

  /** To be called when a lane begins, and when settings have changed: reads what is to be read, once. */
  ask(lane: Lane): void {
    const { settings } = this.#owner;
    if (lane.health.name.service !== SERVICE || this.#asked.has(lane)) return;
    if (settingsForModel(settings, lane.name.model).quota.source !== "auto") return;
    this.#asked.add(lane);
    settings.clock.setTimeout(() => {
      if (!this.#closing.aborted && !lane.use.forgotten) void this.#read(lane);
    }, READ_AFTER_MS);
  }

  async #read(lane: Lane): Promise<void> {
    const { region, model } = lane.name;
    try {
      const quotasFor = this.#owner.settings.quotasFor ?? (await this.#ownReader());
      const told = await quotasFor(region, model);
      if (!this.#closing.aborted && !lane.use.forgotten) this.#told(lane, told);
    } catch (error) {
      this.#failed(lane, error);
    }
  }

  #ownReader(): Promise<QuotasFor> {
    const client = this.#client;
    if (client === undefined) {
      const why = "whose quotas they are is not known. Use withSpillway(client, ...) or quotasFor.";
      throw new SpillwayError("QUOTA_UNKNOWN", why);
    }
    // Not loaded by those who state their quotas or let them be learnt.
    this.#reader ??= import("../quotas/reader.js").then(({ readerLike }) => readerLike(client.config));
    return this.#reader;
  }

  #told(lane: Lane, told: QuotaFigures | undefined): void {
    const figures: Partial<Record<QuotaKind, number>> = {};
    for (const kind of QUOTA_KINDS) {
      const value = field(told, kind);
      if (value === 0) this.#none(lane, kind);
      else if (isUsable(value)) figures[kind] = value;
      else if (value !== undefined) this.#strange(lane, kind);
    }
    this.#figures.set(lane, figures);
    this.#adjust(lane);
    const tell = (unit: "requests" | "tokens", to: number | undefined): void => {
      const from = Number.POSITIVE_INFINITY;
      if (to !== undefined)
        this.#owner.emit("quota", { ...lane.name, unit, from, to, reason: "the applied quota was read" });
    };
    tell("requests", figures.requestsPerMinute);
    tell("tokens", figures.tokensPerMinute);
  }

  /** Not kept to: a figure out of that range is a mistake of who tells it. */
  #strange({ name: { region, model } }: Lane, kind: QuotaKind): void {
    this.#owner.warnOnce(
      `strange quota of ${region} ${model}`,
      () =>
        `The quota ${kind} that was read for ${publicModel(model)} in ${region} is no number from ${LEAST} to ${MOST}: it is learnt instead.`,
    );
  }

  /** Not kept to: all would be refused for what may be a mistake of a list. */
  #none({ name: { region, model } }: Lane, kind: QuotaKind): void {
    this.#owner.warnOnce(
      `no quota of ${region} ${model}`,
      () =>
        `The applied quota ${kind} of ${publicModel(model)} in ${region} is 0, so that the service will throttle all calls. ` +
        "Ask for more: npx spillway quotas raise --help",
    );
  }

  #failed({ name: { region, model } }: Lane, error: unknown): void {
    const own = error instanceof SpillwayError;
    const unknown = own && error.code === "QUOTA_UNKNOWN";
    // Its message may name an account.
    const why = own
      ? error.message
      : `${nameOfThrown(error)}. Reading takes the permissions servicequotas:ListServiceQuotas and servicequotas:ListAWSDefaultServiceQuotas; or give quotasFor.`;
    this.#owner.warnOnce(
      `quotas ${unknown ? model : ""}`,
      () => `Quotas of ${publicModel(model)} in ${region} are learnt, since they can't be read: ${why}`,
    );
  }
}
