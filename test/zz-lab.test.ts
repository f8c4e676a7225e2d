import { it } from "vitest";
import { ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { bench, converseStream } from "./integration/bench.js";
import { seeded } from "spillway/simulator";

const CASES: Record<string, unknown> = {
  down: { "us-east-1": [{ fault: "unableToProcess", from: 30_000, to: 90_000 }] },
  brown503: { "us-east-1": [{ fault: "unableToProcess", from: 30_000, to: 90_000, share: 0.5 }] },
  brown10: { "us-east-1": [{ fault: "unableToProcess", from: 30_000, to: 90_000, share: 0.1 }] },
  brown500: { "us-east-1": [{ fault: "unexpectedError", from: 30_000, to: 90_000, share: 0.5 }] },
  flap: { "us-east-1": Array.from({ length: 12 }, (_, i) => ({ fault: "unableToProcess", from: 30_000 + 10_000 * i, to: 35_000 + 10_000 * i })) },
  both: { "us-east-1": [{ fault: "unableToProcess", from: 30_000, to: 60_000 }], "us-west-2": [{ fault: "unableToProcess", from: 30_000, to: 60_000 }] },
  cold: { "us-east-1": [{ fault: "modelNotReady", from: 0, to: 45_000 }] },
  day: { "us-east-1": [{ fault: "tooManyTokensPerDay", from: 30_000 }] },
};
const CASE = process.env.CASE ?? "down";
it("two regions", async () => {
  for (const regions of [["us-east-1"], ["us-east-1", "us-west-2"]]) {
  const seed = Number(process.env.SEED ?? 3);
  const under = bench({ seed, simulator: { seed, regions: ["us-east-1","us-west-2"], regionFaults: CASES[CASE] as never }, spillway: { regions } });
  const { clock, client, simulator, plugin } = under;
  const log: string[] = [];
  plugin.on("breaker", (e) => log.push(`${(clock.now()/1000).toFixed(2)} ${e.region} ${e.model ?? ""} ${e.from}->${e.to} ${e.reason} ${e.openMs ?? ""}`));
  plugin.on("window", (e) => log.push(`${(clock.now()/1000).toFixed(2)} ${e.region} window ${e.from.toFixed(1)}->${e.to.toFixed(1)} ${e.reason} inflight ${e.inFlight}`));
  const reasons = new Map<string, number>();
  plugin.on("spill", (e) => reasons.set(e.reason, (reasons.get(e.reason) ?? 0) + 1));
  const rnd = seeded("arr" + seed);
  let calls = 0, ok = 0, failed: Record<string, number> = {};
  const ttft: [number, number][] = [];
  const one = async () => {
    calls++; const t0 = clock.now();
    try {
      const out = await client.send(converseStream());
      let first = true;
      for await (const e of out.stream ?? []) { if (first && e.contentBlockDelta) { first = false; ttft.push([t0, clock.now() - t0]); } }
      ok++;
    } catch (e) { const n = (e as Error & {code?: string}).code ?? (e as Error).name; failed[n] = (failed[n] ?? 0) + 1; }
  };
  let at = 0; const all: Promise<unknown>[] = [];
  while (at < 150_000) { at += -Math.log(1 - rnd()) * 1000 / 7; const when = at; all.push(new Promise<void>((r) => clock.setTimeout(() => { one().then(r); }, when))); }
  await clock.run(Promise.all(all));
  const rep = simulator.report();
  const p99 = (f: number, t: number) => { const v = ttft.filter(([a]) => a >= f && a < t).map(([, x]) => x).sort((a, b) => a - b); return v[Math.floor(v.length * 0.99)]?.toFixed(0); };
  console.log(regions, { calls, ok, failed }, Object.fromEntries(Object.entries(rep.regions).map(([k, v]) => [k, { attempts: v.attempts, served: v.served, rejected: v.rejected }])));
  console.log("p99 calm", p99(5000, 30000), "out", p99(31000, 90000), "after", p99(90000, 150000), Object.fromEntries(reasons));
  const back = rep.requests.filter((r) => r.outcome === "served" && r.at > 90_000);
  for (let i = 0; i < back.length; i++) { const w = back.slice(i, i + 20); if (w.filter((r) => r.region === "us-east-1").length >= 18) { console.log("back after", back[i]!.at - 90_000); break; } }
  console.log(log.length, "changes", log.filter((l) => l.includes("->") && !l.includes("window")).length); if (process.env.LOG) console.log(log.slice(0, Number(process.env.LOG)).join("\n"));
  }
});
