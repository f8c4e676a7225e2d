import { type Bands, type Clients, MINUTE, type Scenario, USUAL } from "../scenario.js";
import { learned, requests, tokens } from "./kinds.js";

const FAIR = "Shares evenly, without a word between the processes, and keeps what is there in use.";

function onSlots(clients: Clients, slots: number, words: string, bands: Bands): Scenario {
  return {
    ...USUAL,
    name: `fleet-${clients.count}-on-${slots}`,
    title: `${clients.count} processes on ${slots} slots${words}`,
    behaviour: FAIR,
    open: true,
    server: { slots },
    clients,
    rightSize: Math.max(1, Math.round(slots / clients.count)),
    bands,
    ci: { minutes: 4, bands: { used: 60, rejected: 60 } },
  };
}

function onQuota(count: number, kind: ReturnType<typeof requests>, bands: Bands, minutes: number): Scenario {
  return {
    ...learned(kind, bands, { minutes, bands: { used: 80, rejected: 25 } }),
    name: `fleet-${count}-${kind.name}`,
    title: `${count} processes on ${kind.title}`,
    behaviour: FAIR,
    open: true,
    clients: { count, everyMs: 0 },
    rightSize: Math.max(1, Math.round(kind.rightSize / count)),
  };
}

const QUOTA_BANDS: Bands = { used: 97, rejected: 5, jain: 0.92 };

/** Many processes in front of one service, each with its own instance. */
export const FLEETS: readonly Scenario[] = [
  onSlots({ count: 10, everyMs: 0 }, 20, "", { used: 96, rejected: 3, jain: 0.95 }),
  onSlots({ count: 12, everyMs: 15_000 }, 20, ", joining 15 s apart", { used: 94, rejected: 4, jain: 0.92 }),
  onSlots({ count: 2, everyMs: 3 * MINUTE }, 20, ", the second after 3 min", {
    used: 94,
    rejected: 4,
    jain: 0.92,
  }),
  onSlots({ count: 50, everyMs: 0 }, 10, "", { used: 82, rejected: 18, jain: 0.9 }),
  onQuota(4, requests(60, 1500, 10), QUOTA_BANDS, 5),
  onQuota(10, requests(300, 1500, 10), QUOTA_BANDS, 5),
  onQuota(4, { ...tokens(300), minutes: 10 }, QUOTA_BANDS, 5),
];
