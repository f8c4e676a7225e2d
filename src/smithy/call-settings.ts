import { MAX_TIMER_MS } from "../clock.js";
import { invalidSetting } from "../errors.js";
import { show, showName } from "../settings/show.js";

/** What one call says of itself. */
export interface CallSettings {
  /**
   * Who waits for it. Batch calls let interactive ones go first, and get `queue.batchShare` of the turns all the same.
   *
   * Default: `interactive`.
   */
  readonly priority?: "interactive" | "batch" | undefined;
  /**
   * For whom it is. Tenants share a line by `queue.weights`, however many calls each of them has in it. Up to 256
   * characters; it appears in no log, span, metric or error that a call causes. A bad entry of `queue.weights` is named
   * by its key.
   *
   * Default: the empty text, which is a tenant like others.
   */
  readonly tenant?: string | undefined;
  /**
   * In how many milliseconds from `send()` its answer is of use. A call that is not likely to be answered in time is
   * refused at once (`DEADLINE`) instead of waiting in vain; no attempt begins after it. An attempt under way goes on:
   * to cut it, give the SDK an abort signal.
   *
   * Default: none; above 0, up to 2147483647.
   */
  readonly deadlineMs?: number | undefined;
  /**
   * Tokens to reserve for it where a token quota matters, instead of our own estimate of its input and its max tokens.
   *
   * Default: estimated; from 0 to 1000000000, whole.
   */
  readonly tokens?: number | undefined;
}

const MAX_TENANT_LENGTH = 256;

interface Rule {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

const RULES: { readonly [Field in keyof Required<CallSettings>]: Rule } = {
  priority: {
    fits: (value) => value === "interactive" || value === "batch",
    expected: "interactive or batch",
  },
  tenant: {
    fits: (value) => typeof value === "string" && value.length <= MAX_TENANT_LENGTH,
    expected: `a text of up to ${MAX_TENANT_LENGTH} characters`,
  },
  deadlineMs: {
    fits: (value) => typeof value === "number" && value > 0 && value <= MAX_TIMER_MS,
    expected: `a number of milliseconds above 0, up to ${MAX_TIMER_MS}`,
  },
  tokens: {
    fits: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1e9,
    expected: "a whole number of tokens from 0 to 1000000000",
  },
};

const FIELDS = Object.keys(RULES) as (keyof CallSettings)[];

/** A copy, laid over what holds around it. @throws SpillwayError `INVALID_SETTING`, naming field, value and range */
export function laidOver(around: CallSettings | undefined, settings: CallSettings): CallSettings {
  if (typeof settings !== "object" || settings === null) {
    throw invalidSetting(`the settings of a call must be an object with any of ${FIELDS.join(", ")}`);
  }
  const unknown = Object.keys(settings).find((key) => !Object.hasOwn(RULES, key));
  if (unknown !== undefined) {
    throw invalidSetting(
      `${showName(unknown)} is no setting of a call: expected any of ${FIELDS.join(", ")}`,
    );
  }
  const said = FIELDS.map((field) => [field, checked(field, settings[field])] as const);
  return Object.freeze({ ...around, ...Object.fromEntries(said.filter(([, value]) => value !== undefined)) });
}

function checked(field: keyof CallSettings, value: unknown): unknown {
  const { fits, expected } = RULES[field];
  if (value === undefined || fits(value)) return value;
  // A tenant's name is the application's own affair.
  const shown =
    typeof value === "object" ? "an object" : field === "tenant" ? `a ${typeof value}` : show(value);
  throw invalidSetting(`${field} of a call is ${shown}: expected ${expected}`);
}
