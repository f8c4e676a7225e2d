import { publicModel } from "../public-model.js";
import type { QuotaKind } from "../settings/settings.js";
import { variableNamed } from "../settings/table.js";
import { count, percent } from "./figures.js";
import type { Cause } from "./verdict-causes.js";
import type { Facts, LaneMetrics } from "./verdict-facts.js";
import type { Room } from "./verdict-room.js";
import { leadsAway } from "./verdict-room.js";

/** A setting of ours as docs/tuning.md has it. */
export interface SettingAdvice {
  /** As `quota.tokensPerMinute`, of one model as `models["…"].quota.tokensPerMinute`. */
  readonly option: string;
  /** Where a variable can say it. */
  readonly variable?: string | undefined;
  readonly value: unknown;
}

/** Something to change. */
export interface Advice {
  readonly words: string;
  readonly setting?: SettingAdvice;
}

/** What is known beside one lane. */
export interface Surroundings {
  readonly room: readonly Room[];
  /** Other places with the same model that were looked at. */
  readonly others: number;
  /** Whether other models are watched as well: then a variable would set theirs, too. */
  readonly several: boolean;
}

const KIND_OF = {
  requests: "requestsPerMinute",
  tokens: "tokensPerMinute",
  tokensPerDay: "tokensPerDay",
} as const satisfies Partial<Record<Cause, QuotaKind>>;

/** The key under `models` that fits: for an ARN, whose account number is nobody's business, a pattern. */
const patternOf = (model: string): string =>
  model.startsWith("arn:") ? `*${publicModel(model)}` : publicModel(model);

function state(cause: keyof typeof KIND_OF, { series, quotas }: LaneMetrics, several: boolean): Advice {
  const kind = KIND_OF[cause];
  const option = `quota.${kind}`;
  const words = "State this quota, so that it is kept to instead of found out by refusals.";
  const value = quotas[kind];
  return several
    ? { words, setting: { option: `models["${patternOf(series.model)}"].${option}`, value } }
    : { words, setting: { option, variable: variableNamed(option), value } };
}

const RAISE: Advice = { words: "Ask for more: spillway quotas raise shows what it would ask." };

function maxTokens({ outputPerCall }: Facts): Advice {
  const now = outputPerCall === undefined ? "" : ` (${count(outputPerCall)} tokens on average)`;
  return { words: `Set maxTokens in requests to little more than answers need${now}: it is reserved.` };
}

const CAUSE_ADVICE: Readonly<
  Record<Cause, (metrics: LaneMetrics, facts: Facts, several: boolean) => Advice[]>
> = {
  zeroQuota: () => [RAISE],
  requests: (metrics, _, several) => [state("requests", metrics, several), RAISE],
  tokens: (metrics, facts, several) => [state("tokens", metrics, several), maxTokens(facts), RAISE],
  tokensPerDay: (metrics, _, several) => [state("tokensPerDay", metrics, several), RAISE],
  reservation: (metrics, facts, several) => [maxTokens(facts), state("tokens", metrics, several)],
  elsewhere: () => [
    {
      words:
        "Leave it to the window: it finds out what is taken at once. Spread what starts in the same second.",
    },
  ],
  someQuota: () => [{ words: "Let spillway quotas show them, or state those that you know." }],
  capacity: () => [
    { words: 'Send what can wait as batch work (withCall, priority "batch"), or at other hours.' },
  ],
  wrongRequests: () => [
    { words: "Look at the errors of the application: waiting and repeating do not help." },
  ],
};

const how = ({ use, tokensPerMinute, requestsPerMinute }: Room): string => {
  if (use === undefined) return "answers without refusals; how much room it has is not known";
  const of =
    tokensPerMinute !== undefined
      ? ` of ${count(tokensPerMinute)} tokens/min`
      : requestsPerMinute !== undefined
        ? ` of ${count(requestsPerMinute)} requests/min`
        : "";
  return `has room: ${use === 0 ? "nothing" : `at most ${percent(use)}`} was used${of}`;
};

/** How a call gets from one place to the other. */
function move({ series: { region, model } }: LaneMetrics, room: Room): Advice {
  const words = `${publicModel(room.model)} in ${room.region} ${how(room)}.`;
  if (room.model === model) {
    const value = `${region},${room.region}`;
    return { words, setting: { option: "regions", variable: variableNamed("regions"), value } };
  }
  const target = { ...(room.region !== region && { region: room.region }), modelId: publicModel(room.model) };
  return { words, setting: { option: `models["${patternOf(model)}"].targets`, value: [target] } };
}

function elsewhere(metrics: LaneMetrics, { room, others }: Surroundings): readonly Advice[] {
  const [first] = room;
  if (first !== undefined) return [move(metrics, first)];
  const words =
    others === 0
      ? "Whether another region or profile has room is not known: name more with --regions."
      : `Of the other places of this model that were looked at (${others}), none has room.`;
  return [{ words }];
}

/** What to change, what helps at once first. */
export function adviceFor(
  metrics: LaneMetrics,
  facts: Facts,
  causes: readonly Cause[],
  beside: Surroundings,
): readonly Advice[] {
  const own = causes.flatMap((cause) => CAUSE_ADVICE[cause](metrics, facts, beside.several));
  const away = leadsAway(causes) ? elsewhere(metrics, beside) : [];
  const all = causes[0] === "capacity" || causes[0] === "zeroQuota" ? [...away, ...own] : [...own, ...away];
  return all.filter(({ words }, at) => all.findIndex((other) => other.words === words) === at);
}
