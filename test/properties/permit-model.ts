import fc from "fast-check";
import { expect } from "vitest";
import { createEmitter } from "../../src/events.js";
import { Governed } from "../../src/governed.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import type { Lane } from "../../src/routing/lane.js";
import type { LanePermit } from "../../src/routing/lane-permit.js";
import type { LaneSnapshot } from "../../src/routing/lane-snapshot.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import type { UpdateOptions } from "../../src/settings/update.js";
import { updateSettings } from "../../src/settings/update.js";
import { seeded, VirtualClock } from "../../src/simulator/index.js";
import { audience } from "../audience.js";

const SERVICE = "BedrockRuntime";
const REGION = "us-east-1";

/** What the model knows of one call: nothing but where it is in its life. */
export interface Known {
  readonly id: number;
  readonly model: string;
  state: "waiting" | "held" | "ended" | "refused";
}

/** The model: calls and how they stand. It knows no window and no line. */
export interface Model {
  readonly calls: Known[];
}

const isUnderWay = ({ state }: Known): boolean => state === "waiting" || state === "held";

/** The real thing, with what is needed to steer it. */
export class Real {
  readonly clock = new VirtualClock();
  readonly governed: Governed;
  readonly permits = new Map<number, LanePermit>();
  readonly signals = new Map<number, AbortController>();
  readonly homes = new Map<number, Lane>();
  /** What became of each call, once; a second time is a fault. */
  readonly settled = new Map<number, "granted" | "refused">();
  readonly faults: string[] = [];
  #resolved;

  constructor(limit: number) {
    const { clock } = this;
    this.#resolved = resolveSettings(
      {
        clock,
        random: seeded(1),
        window: { initial: 2, max: 4 },
        lanes: { limit },
        queue: { timeoutMs: 5000 },
      },
      { environment: {} },
    );
    const emitter = createEmitter((error) => this.faults.push(String(error)));
    // A change of the window is told with what is in flight by then.
    this.governed = new Governed(this.#resolved.settings, audience(emitter.emit));
  }

  acquire(id: number, model: string, batch: boolean): void {
    const lane = this.governed.lane(SERVICE, REGION, model);
    const controller = new AbortController();
    this.homes.set(id, lane);
    this.signals.set(id, controller);
    const caller = { tenant: `tenant ${id % 3}`, batch, deadlineAt: Number.POSITIVE_INFINITY };
    this.governed.enter();
    lane.acquire({ ticket: id, tokens: () => 0, timeoutMs: 5000, signal: controller.signal, caller }).then(
      (permit) => {
        this.#settle(id, "granted");
        this.permits.set(id, permit);
        permit.answered();
      },
      () => {
        this.#settle(id, "refused");
        this.governed.leave(lane);
      },
    );
  }

  end(id: number, outcome: OutcomeClass): void {
    const [permit, home] = [this.permits.get(id), this.homes.get(id)];
    permit?.end(outcome);
    this.governed.leave(home);
  }

  update(options: UpdateOptions): void {
    this.#resolved = updateSettings(this.#resolved, options);
    this.governed.update(this.#resolved.settings);
  }

  /** Lanes come and go; those of which we hold something must stay. */
  visit(model: string): void {
    this.governed.enter();
    this.governed.leave(this.governed.lane(SERVICE, REGION, model));
  }

  #settle(id: number, how: "granted" | "refused"): void {
    if (this.settled.has(id)) this.faults.push(`call ${id} was settled twice`);
    this.settled.set(id, how);
  }
}

/** Lets time pass, takes over what became of those that waited, and compares all. */
async function check(model: Model, real: Real, ms = 0): Promise<void> {
  await real.clock.advance(ms);
  for (const call of model.calls.filter(({ state }) => state === "waiting")) {
    const how = real.settled.get(call.id);
    if (how !== undefined) call.state = how === "granted" ? "held" : "refused";
  }
  expect(real.faults).toEqual([]);
  const { lanes } = real.governed.snapshot();
  const names = lanes.map((lane) => lane.model);
  expect(new Set(names).size).toBe(names.length);
  const used = new Set(model.calls.filter(isUnderWay).map((call) => call.model));
  for (const name of used) expect(names).toContain(name);
  for (const lane of lanes) {
    const count = (state: Known["state"]): number =>
      model.calls.filter((call) => call.model === lane.model && call.state === state).length;
    expect([lane.inFlight, lane.queued]).toEqual([count("held"), count("waiting")]);
    const { attempts, served, throttled, unavailable, ignored } = lane.counters;
    expect(attempts).toBe(served + throttled + unavailable + ignored + lane.inFlight);
  }
}

type Command = fc.AsyncCommand<Model, Real>;

const command = (
  label: string,
  run: (model: Model, real: Real) => Promise<void>,
  may: (model: Readonly<Model>) => boolean = () => true,
): Command => ({ check: may, run, toString: () => label });

const pick = (model: Model, state: Known["state"], index: number): Known | undefined => {
  const all = model.calls.filter((call) => call.state === state);
  return all[index % Math.max(1, all.length)];
};

const MODELS = ["a", "b", "c", "__proto__"];
const OUTCOMES: readonly OutcomeClass[] = [
  "success",
  "success",
  "quota.requests",
  "throttle.unknown",
  "capacity",
  "client_abort",
  "config",
];

const laneOf = (real: Real, model: string): LaneSnapshot | undefined =>
  real.governed.snapshot().lanes.find((lane) => lane.model === model);

const acquire = (name: string, batch: boolean): Command =>
  command(`acquire(${name}${batch ? ", batch" : ""})`, async (model, real) => {
    const id = model.calls.length + 1;
    const before = laneOf(real, name)?.inFlight ?? 0;
    model.calls.push({ id, model: name, state: "waiting" });
    real.acquire(id, name, batch);
    const { inFlight = 0, window = 0 } = laneOf(real, name) ?? {};
    // A newcomer is let in under the window only, however it has come to be over it.
    if (inFlight > before) expect(inFlight).toBeLessThanOrEqual(Math.max(1, Math.floor(window)));
    await check(model, real);
  });

const end = (index: number, outcome: OutcomeClass, again: boolean): Command =>
  command(
    `end(${index}, ${outcome}${again ? ", twice" : ""})`,
    async (model, real) => {
      const call = pick(model, "held", index);
      if (call === undefined) return;
      call.state = "ended";
      real.end(call.id, outcome);
      if (again) real.permits.get(call.id)?.end("success");
      await check(model, real);
    },
    ({ calls }) => calls.some(({ state }) => state === "held"),
  );

const abort = (index: number): Command =>
  command(
    `abort(${index})`,
    async (model, real) => {
      const call = model.calls[index % model.calls.length];
      if (call === undefined) return;
      const waited = call.state === "waiting";
      real.signals.get(call.id)?.abort();
      await check(model, real);
      // A permit is not taken back by a signal: its attempt ends it.
      if (waited) expect(call.state).toBe("refused");
    },
    ({ calls }) => calls.length > 0,
  );

const resize = (max: number): Command =>
  command(`resize(${max})`, async (model, real) => {
    const held = (): number => model.calls.filter(({ state }) => state === "held").length;
    const before = held();
    real.update({ window: { max, initial: 1 } });
    await check(model, real);
    expect(held()).toBeGreaterThanOrEqual(before);
  });

const evict = (limit: number, visitors: number): Command =>
  command(`evict(${limit}, ${visitors})`, async (model, real) => {
    real.update({ lanes: { limit } });
    for (let i = 0; i < visitors; i++) real.visit(`visitor ${i}`);
    await check(model, real);
    // No more than so many, unless more are in use; who is too many goes when a lane is made, and is not that one.
    const used = new Set(model.calls.filter(isUnderWay).map((call) => call.model)).size;
    if (visitors > 0)
      expect(real.governed.snapshot().lanes.length).toBeLessThanOrEqual(Math.max(limit, used + 1));
  });

const wait = (ms: number): Command => command(`wait(${ms})`, (model, real) => check(model, real, ms));

const name = fc.constantFrom(...MODELS);
const ending = fc.tuple(fc.nat(20), fc.constantFrom(...OUTCOMES), fc.boolean()).map((args) => end(...args));

export const commands = fc.commands(
  [
    fc.tuple(name, fc.boolean()).map((args) => acquire(...args)),
    fc.constantFrom("a", "b").map((one) => acquire(one, false)),
    ending,
    ending,
    fc.nat(20).map(abort),
    fc.integer({ min: 1, max: 6 }).map(resize),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(4)).map((args) => evict(...args)),
    fc.constantFrom(0, 1, 20, 400, 2600).map(wait),
  ],
  { maxCommands: 40 },
);

/** Ends all that is held, until nobody waits; then nothing is left. */
export async function finish(model: Model, real: Real): Promise<void> {
  for (let round = 0; round < 100 && model.calls.some(isUnderWay); round++) {
    for (const call of model.calls.filter(({ state }) => state === "held")) {
      call.state = "ended";
      real.end(call.id, "success");
    }
    await check(model, real, 1000);
  }
  expect(model.calls.filter(isUnderWay)).toEqual([]);
  expect(real.clock.pending).toBe(0);
  await real.governed.drain();
}
