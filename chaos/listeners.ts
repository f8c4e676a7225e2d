import type { Spillway, SpillwayEventName } from "spillway";
import { ChaosError } from "./errors.js";
import { count, type Ledger } from "./ledger.js";
import { HOSTILE_SHARE, SECRETS } from "./mixture.js";

const EVENTS: readonly SpillwayEventName[] = [
  "attempt",
  "window",
  "quota",
  "breaker",
  "retry",
  "spill",
  "unrepeated",
  "refused",
  "warning",
];

/** Takes note where a text tells what it must not. */
export function checkSecrets(ledger: Ledger, where: string, text: string): void {
  const told = SECRETS.find((secret) => text.includes(secret));
  if (told !== undefined) ledger.fault("secret", `${where} holds "${told}"`);
}

/**
 * Listens to all that an instance tells, among others who throw, fail later, never settle, and ask back.
 *
 * @returns how many attempts have ended
 */
export function listenTo(plugin: Spillway, { ledger, random }: ListenGround): () => number {
  let ended = 0;
  plugin.on("attempt", () => {
    ended++;
  });
  for (const name of EVENTS) {
    plugin.on(name, () => hostile(random, plugin));
    plugin.on(name, (event) => {
      count(ledger.events, name);
      checkSecrets(ledger, `event ${name}`, JSON.stringify(event));
    });
  }
  return () => ended;
}

interface ListenGround {
  readonly ledger: Ledger;
  readonly random: () => number;
}

function hostile(random: () => number, plugin: Spillway): unknown {
  if (random() >= HOSTILE_SHARE) return undefined;
  const chosen = random();
  if (chosen < 0.4) throw new ChaosError("listener");
  if (chosen < 0.7) return Promise.reject(new ChaosError("listener, later"));
  if (chosen < 0.8) return new Promise(() => undefined);
  // Comes and goes while the others are told.
  const stop = plugin.on("attempt", () => stop());
  return chosen < 0.9 ? plugin.snapshot() : undefined;
}
