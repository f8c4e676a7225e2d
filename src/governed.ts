import type { Emit } from "./events.js";
import type { BreakerSnapshot } from "./health/region.js";
import { Regions } from "./health/regions.js";
import { type Random, soundRandom } from "./random.js";
import { Applied } from "./routing/applied.js";
import { Lane } from "./routing/lane.js";
import type { LaneSnapshot } from "./routing/lane-snapshot.js";
import { Lanes } from "./routing/lanes.js";
import { Life } from "./routing/life.js";
import { refusedOutside } from "./routing/outside.js";
import type { Route } from "./routing/route.js";
import { Router } from "./routing/router.js";
import { settingsForModel } from "./settings/for-model.js";
import { checkRegion, namedRegions } from "./settings/regions.js";
import type { Settings } from "./settings/settings.js";
import type { Audience, Governor } from "./smithy/governor.js";
import type { StartCall } from "./telemetry/telemetry.js";
import type { WarnOnce } from "./warn.js";

/** All that an instance knows, as plain JSON. */
export interface SpillwaySnapshot {
  /** Of this format. */
  readonly version: 1;
  /** Those that are remembered: no more than `lanes.limit`, unless more are in use. */
  readonly lanes: readonly LaneSnapshot[];
  /** `service` is `*` for a region that is held open and where nothing has been called yet. */
  readonly breakers: readonly BreakerSnapshot[];
}

/** One instance's lanes and breakers, and its life: open, draining, closed. */
export class Governed implements Governor {
  readonly random: Random;
  readonly emit: Emit;
  readonly startCall: StartCall;
  readonly warnOnce: WarnOnce;
  readonly logTo: (logger: unknown) => void;
  readonly #router: Router;
  readonly #lanes = new Lanes();
  readonly #regions: Regions;
  readonly life: Life;
  readonly #applied: Applied;
  readonly #queue = () => this.#settings.queue;
  readonly #retry = () => this.#settings.retry;
  #settings: Settings;
  #tickets = 0;

  constructor(settings: Settings, { emit, telemetry, warnOnce, logTo }: Audience) {
    this.#settings = settings;
    this.life = new Life(settings.clock, () => this.#lanes.idle);
    this.random = soundRandom(settings.random);
    this.emit = emit;
    this.startCall = telemetry.startCall;
    this.warnOnce = warnOnce;
    this.logTo = logTo;
    telemetry.watch(this);
    this.#router = new Router({
      allowed: (model) => ({
        regions: this.settings.regions,
        targets: settingsForModel(this.settings, model).targets,
      }),
      residency: () => this.settings.residency,
      lane: (service, { region, model }) => this.#lane(service, region, model),
    });
    this.#applied = new Applied(this, this.life.closing, (lane) => this.#adjust(lane));
    const { clock, restore } = settings;
    this.#regions = new Regions({
      options: () => this.settings.breaker,
      restore,
      clock,
      random: this.random,
      emit: this.emit,
      onChange: (health, change) => this.#lanes.breakerChanged(health, change),
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  enter(): void {
    this.life.enter();
  }

  nextTicket(): number {
    return ++this.#tickets;
  }

  leave(home: Lane | undefined): void {
    this.life.leave();
    home?.use.release();
    this.#rested(home);
  }

  askAs(client: { readonly config: unknown }): void {
    this.#applied.askAs(client);
  }

  home(lane: Lane): Route {
    return this.#router.home(lane);
  }

  routes(service: string, operation: string, home: Lane): readonly Route[] {
    return this.#router.routes(service, operation, home);
  }

  /** @throws SpillwayError `OUTSIDE_RESIDENCY` */
  lane(service: string, region: string, model: string): Lane {
    const health = this.#regions.get(service, region);
    const known = health && this.#lanes.get(health, model);
    const barred = known === undefined ? refusedOutside(this.settings, { region, model }) : known.use.barred;
    if (barred !== undefined) {
      this.emit("refused", { region, model, code: barred.code });
      throw barred.anew();
    }
    const lane = known ?? this.#lane(service, region, model);
    lane.use.hold();
    return lane;
  }

  /** Goes on by other settings, which must be good. Nobody is cancelled; who waits may be served at once. */
  update(settings: Settings): void {
    this.#settings = settings;
    this.#router.forget();
    this.#regions.adjust();
    for (const lane of [...this.#lanes.all]) this.#adjust(lane);
    this.#lanes.trim(this.settings.lanes.limit);
  }

  /** Of every service that is or will be called there. */
  forceOpen(region: string): void {
    checkRegion("forceOpen", region);
    if (this.#regions.neverCalled(region) && !namedRegions(this.settings).has(region)) {
      this.warnOnce(
        `forceOpen ${region}`,
        () => `forceOpen("${region}"): no call has gone there yet, and no setting names it.`,
      );
    }
    this.#regions.forceOpen(region);
  }

  forceClose(region: string): void {
    checkRegion("forceClose", region);
    this.#regions.forceClose(region);
  }

  snapshot(): SpillwaySnapshot {
    const lanes = [...this.#lanes.all].map((lane) => lane.snapshot());
    return { version: 1, lanes, breakers: this.#regions.snapshot() };
  }

  drain(): Promise<void> {
    return this.life.drain();
  }

  close(): void {
    const refusal = this.life.close();
    if (refusal !== undefined) for (const lane of this.#lanes.all) lane.close(refusal);
  }

  #lane(service: string, region: string, model: string): Lane {
    const health = this.#regions.of(service, region);
    const known = this.#lanes.get(health, model);
    if (known !== undefined) return known;
    const { mode, clock, lanes } = this.settings;
    const name = { region, model };
    const made: Lane = new Lane({
      name,
      settings: settingsForModel(this.settings, model),
      barred: refusedOutside(this.settings, name),
      queue: this.#queue,
      retry: this.#retry,
      health,
      clock,
      random: this.random,
      observe: mode === "observe",
      emit: this.emit,
      closing: this.life.closing,
      onEnded: () => this.#rested(made),
    });
    // Who was told of a restored breaker of it may have asked for it meanwhile.
    const meanwhile = this.#lanes.get(health, model);
    if (meanwhile !== undefined) return meanwhile;
    this.#lanes.add(made, lanes.limit);
    this.#applied.ask(made);
    return made;
  }

  #adjust(lane: Lane): void {
    // Who is told of a change may change the settings again, and make and forget lanes: what counts is what is now.
    if (lane.use.forgotten) return;
    const settings = settingsForModel(this.settings, lane.name.model);
    lane.adjust(this.#applied.over(lane, settings), refusedOutside(this.settings, lane.name));
    this.#applied.ask(lane);
  }

  #rested(lane: Lane | undefined): void {
    if (lane !== undefined) this.#lanes.rested(lane);
    this.life.settle();
  }
}
