import { MINUTE, type Scenario } from "../scenario.js";
import { known, learned, quotaOf, requests, shaped, tokens } from "./kinds.js";

export const RPM_60 = requests(60, 300, 30);
export const RPM_4 = requests(4, 3000, 120, { burst: 2 });
export const RPM_24 = requests(24, 6000, 60);
export const RPM_500 = requests(500, 1500, 10);
export const TPM_300K = tokens(300);

const step = requests(300, 1500, 30);

/** The quota falls to a third, and comes back. */
const STEP: Scenario = {
  ...learned(
    step,
    { used: 95, rejected: 1.5, foundMs: 3 * MINUTE },
    { minutes: 14, bands: { used: 85, rejected: 3 } },
  ),
  name: "rpm-300-step",
  title: "300, then 100, then 300 requests/min, 10 min each; learned",
  behaviour: "Follows the quota down at once, and finds the higher level again within three minutes.",
  changes: [
    { atMs: 10 * MINUTE, server: { requests: quotaOf(100) } },
    { atMs: 20 * MINUTE, server: { requests: quotaOf(300) } },
  ],
};

/** Requests or tokens per minute; no other limit. */
export const QUOTAS: readonly Scenario[] = [
  learned(RPM_60, { used: 98, rejected: 1 }, { minutes: 10, bands: { used: 88, rejected: 3.5 } }),
  known(RPM_60, { used: 97, rejected: 0 }, 5),
  learned(RPM_4, { used: 96, rejected: 4.5 }, { minutes: 30, bands: { used: 85, rejected: 12 } }),
  known(RPM_4, { used: 97, rejected: 0 }, 60),
  learned(RPM_24, { used: 97, rejected: 1.8 }, { minutes: 20, bands: { used: 85, rejected: 5 } }),
  known(RPM_24, { used: 97, rejected: 0 }, 20),
  learned(RPM_500, { used: 98, rejected: 0.6 }, { minutes: 5, bands: { used: 90, rejected: 2 } }),
  known(RPM_500, { used: 97, rejected: 0 }, 3),
  learned(
    TPM_300K,
    { used: 98, rejected: 0.8, large: 5 },
    { minutes: 8, bands: { used: 90, rejected: 2.5 } },
  ),
  known(TPM_300K, { used: 97, rejected: 0, large: 5 }, 8),
  ...[RPM_60, RPM_4, RPM_24, RPM_500, TPM_300K].flatMap((kind) => [
    shaped(kind, "minute", Math.min(kind.minutes, 20)),
    shaped(kind, "sliding", Math.min(kind.minutes, 20)),
  ]),
  STEP,
];
