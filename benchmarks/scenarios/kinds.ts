import type { ModelSettings, Quota } from "spillway/simulator";
import { type Bands, MINUTE, type Scenario, type Sizes, USUAL } from "../scenario.js";

/** A quota of the service, whoever knows of it. */
export type Kind = Omit<Scenario, "behaviour" | "bands" | "ci"> & {
  readonly known: NonNullable<Scenario["known"]>;
};

export const SIZES: Sizes = { min: 300, max: 6000, large: 4000 };
/** Every answer is ended by its request's maximum, so that what was reserved is what is used. */
const TO_THE_END = { meanTokens: 1_000_000, sigma: 0 };
const NO_LIMIT = { slots: Number.POSITIVE_INFINITY };

/** A bucket of ten seconds, unless said otherwise. */
export const quotaOf = (perMinute: number, quota: Partial<Quota> = {}): Quota => ({
  perMinute,
  ...(quota.refill === undefined && { burst: perMinute / 6 }),
  ...quota,
});

export function requests(
  perMinute: number,
  serviceMs: number,
  minutes: number,
  quota?: Partial<Quota>,
): Kind {
  const service = { meanMs: serviceMs };
  return {
    ...USUAL,
    name: `rpm-${perMinute}`,
    title: `${perMinute} requests/min, ${serviceMs / 1000} s calls`,
    minutes,
    server: { ...NO_LIMIT, service, requests: quotaOf(perMinute, quota) },
    known: { quota: { requestsPerMinute: perMinute } },
    rightSize: Math.max(1, Math.round((perMinute * serviceMs) / MINUTE)),
  };
}

export function tokens(thousands: number): Kind {
  const perMinute = thousands * 1000;
  const mean = (SIZES.min + SIZES.max) / 2;
  return {
    ...USUAL,
    name: `tpm-${thousands}k`,
    title: `${thousands},000 tokens/min, sizes 300 to 6,000`,
    minutes: 30,
    server: { ...NO_LIMIT, output: TO_THE_END, tokens: quotaOf(perMinute) },
    sizes: SIZES,
    known: { quota: { tokensPerMinute: perMinute } },
    rightSize: Math.max(1, Math.round(((perMinute / mean) * 1500) / MINUTE)),
  };
}

/** The same where the service refuses with words that do not say what is short. */
export const nameless = (server: ModelSettings): ModelSettings => ({
  ...server,
  full: "rateExceeded",
  ...(server.requests && { requests: { ...server.requests, wording: "rateExceeded" } }),
  ...(server.tokens && { tokens: { ...server.tokens, wording: "rateExceeded" } }),
});

export function learned({ known: _, ...kind }: Kind, bands: Bands, ci: Scenario["ci"]): Scenario {
  return {
    ...kind,
    name: `${kind.name}-learned`,
    title: `${kind.title}; learned`,
    behaviour: "Finds the rate that passes, and asks seldom for more.",
    bands,
    ci,
  };
}

/** What is known is never exceeded, in short runs neither. */
export function known(kind: Kind, bands: Bands, minutes: number): Scenario {
  return {
    ...kind,
    name: `${kind.name}-known`,
    title: `${kind.title}; known`,
    behaviour: "Is never refused, and wastes next to nothing.",
    oursOnly: true,
    bands,
    ci: { minutes, bands: { ...bands, used: bands.used - 8 } },
  };
}

const SHAPES = { minute: "calendar minute", sliding: "sliding minute" } as const;

export function shaped(kind: Kind, refill: keyof typeof SHAPES, minutes: number): Scenario {
  const { requests, tokens } = kind.server;
  const limits = {
    ...(requests && { requests: { perMinute: requests.perMinute, refill } }),
    ...(tokens && { tokens: { perMinute: tokens.perMinute, refill } }),
  };
  return {
    ...known({ ...kind, server: { ...kind.server, ...limits } }, { used: 95, rejected: 0 }, minutes),
    name: `${kind.name}-known-${refill}`,
    title: `${kind.title}; known, ${SHAPES[refill]}`,
    behaviour: "Is never refused, whatever the shape of the refill.",
  };
}
