import type { Clock } from "../clock.js";
import { SpillwayError } from "../errors.js";
import type { PermitRequest } from "../flow/permit.js";
import { type Choice, choose, type SpillReason } from "./choose.js";
import type { LanePermit } from "./lane-permit.js";
import { firstPermit } from "./lines.js";
import { Met } from "./met.js";
import type { Route } from "./route.js";

/** What one call wants of the places that may serve it. */
export interface CourseOptions {
  /** In order of preference. */
  readonly routes: readonly Route[];
  readonly clock: Clock;
  /** The call's place in line, and a place at the end of the line. */
  readonly ticket: number;
  readonly nextTicket: () => number;
  /** Tokens to reserve at a route; asked where they matter. */
  readonly tokens: (route: Route) => number;
  /** What it may wait in lines, over all attempts, in ms. */
  readonly queueMs: number;
  /** How long it may be expected to wait at one place before it goes to the next, in ms. */
  readonly afterMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Leave for one attempt. */
export interface Granted {
  readonly route: Route;
  readonly permit: LanePermit;
  readonly waitedMs: number;
  /** Why it is not home, where it is not. */
  readonly reason: SpillReason | undefined;
}

/** One call's way through the places that may serve it: where the next attempt goes, and when. */
export class Course {
  readonly #options: CourseOptions;
  /** Made at the first failure. */
  #met: Met | undefined;
  #queueMs: number;
  #ticket: number;
  #failedAt: Route | undefined;
  #why: SpillReason | undefined;
  /** The only one that may serve the next attempt. */
  #pinned: Route | undefined;

  constructor(options: CourseOptions) {
    this.#options = options;
    this.#queueMs = options.queueMs;
    this.#ticket = options.ticket;
    this.#pinned = options.routes.length === 1 ? options.routes[0] : undefined;
  }

  /** A permit at once, where there is one. */
  admit(): Granted | undefined {
    const only = this.#only();
    if (only !== undefined) {
      const permit = this.restBefore(only) > 0 ? undefined : only.lane.admit(this.#request(only));
      return permit && { route: only, permit, waitedMs: permit.waitedMs, reason: this.#reason(only) };
    }
    const candidates = this.#candidates();
    const { index, reason } = this.#choose(candidates);
    const route = index === undefined ? undefined : candidates[index];
    const permit = route?.lane.admit(this.#request(route));
    return route && permit && { route, permit, waitedMs: 0, reason: this.#reason(route, reason) };
  }

  /**
   * A permit, as soon as there is one at any of the places.
   *
   * @throws SpillwayError, AbortError: see {@link firstPermit}
   */
  async wait(): Promise<Granted> {
    const only = this.#only();
    try {
      const granted = only === undefined ? await this.#anywhere() : await this.#at(only);
      this.#queueMs = Math.max(0, this.#queueMs - granted.waitedMs);
      return granted;
    } catch (error) {
      const [first] = this.#options.routes;
      if (error instanceof SpillwayError) (only ?? first)?.lane.refused(error.code);
      throw error;
    }
  }

  /** Failures of this call at a route so far. */
  failures(route: Route): number {
    return this.#met?.at(route).failures ?? 0;
  }

  /** Milliseconds until this call may go to a route again. */
  restBefore(route: Route): number {
    if (this.#met === undefined) return 0;
    return Math.max(0, this.#met.at(route).notBefore - this.#options.clock.now());
  }

  /** Milliseconds until it may go anywhere. */
  restBeforeAny(): number {
    const routes = this.#pinned === undefined ? this.#candidates() : [this.#pinned];
    return Math.min(...routes.map((route) => this.restBefore(route)));
  }

  /** Whether another place than this one may serve it. */
  hasOther(route: Route): boolean {
    return this.#options.routes.some((other) => other !== route && this.#may(other));
  }

  /** An attempt failed there and will be repeated: here after so long, and elsewhere at once where that may help. */
  failed(route: Route, restMs: number, { elsewhere }: { readonly elsewhere: boolean }): void {
    // Where there is a choice, a call does not spend its attempts on those that are known to refuse.
    const atLeastMs = this.hasOther(route) ? route.lane.detourMs : 0;
    this.#met ??= new Met();
    this.#met.failed(route, this.#options.clock.now() + Math.max(restMs, atLeastMs));
    this.#failedAt = route;
    this.#pinned = elsewhere && this.hasOther(route) ? undefined : route;
  }

  /** It will not serve this call, whatever happens. */
  ruledOut(route: Route): void {
    this.#met ??= new Met();
    this.#met.ruledOut(route);
    this.#pinned = undefined;
    this.#failedAt = route;
  }

  async #at(route: Route): Promise<Granted> {
    const restMs = this.restBefore(route);
    if (restMs > 0) await route.lane.rest(restMs, this.#options.signal);
    const request = this.#request(route);
    const permit = route.lane.admit(request) ?? (await route.lane.acquire(request));
    return { route, permit, waitedMs: permit.waitedMs, reason: this.#reason(route) };
  }

  async #anywhere(): Promise<Granted> {
    const { clock, signal, afterMs } = this.#options;
    const candidates = this.#candidates();
    const { index, reason } = this.#choose(candidates);
    const lines = candidates.map((route, at) => {
      const hopeMs = index === undefined || at === index ? 0 : afterMs;
      return { route, restMs: this.restBefore(route), hopeMs };
    });
    const waiter = { clock, signal, queueMs: this.#queueMs, request: (route: Route) => this.#request(route) };
    const found = await firstPermit(lines, waiter);
    const why = found.route === candidates[0] ? undefined : (reason ?? "long wait");
    return { ...found, reason: this.#reason(found.route, why) };
  }

  #choose(candidates: readonly Route[]): Choice {
    const { afterMs } = this.#options;
    const [home] = candidates;
    const choice = choose(
      candidates.length,
      (index) => {
        const route = candidates[index] as Route; // of the candidates' own indices
        if (home !== undefined && route !== home) route.lane.expect(home.lane);
        const rested = this.restBefore(route) === 0;
        return { ...route.lane.standing(this.#request(route)), ...(!rested && { detour: true }) };
      },
      afterMs,
    );
    if (choice.reason === "long wait" && choice.index !== undefined) home?.lane.passedBy();
    return choice;
  }

  #reason(route: Route, why?: SpillReason): SpillReason | undefined {
    if (route.home) return undefined;
    const home = this.#options.routes.find((other) => other.home);
    if (home !== undefined && this.failures(home) > 0) return "failed there";
    if (home?.unusable) return "id not usable there";
    // What is repeated where it is, is there for the reason that it was.
    this.#why = why ?? this.#why ?? "share of the traffic";
    return this.#why;
  }

  #only(): Route | undefined {
    if (this.#pinned !== undefined) return this.#pinned;
    const candidates = this.#candidates();
    return candidates.length === 1 ? candidates[0] : undefined;
  }

  /** Those that may serve it; where none may, the first is tried all the same. */
  #candidates(): readonly Route[] {
    const { routes } = this.#options;
    const may = routes.filter((route) => this.#may(route));
    return may.length > 0 ? may : routes.slice(0, 1);
  }

  #may(route: Route): boolean {
    return this.#met?.at(route).out !== true && !route.unusable;
  }

  #request(route: Route): PermitRequest {
    // A call keeps its place over its attempts, but not in an outage: it would spend them all on probes.
    if (this.#failedAt?.lane.shut) this.#ticket = this.#options.nextTicket();
    this.#failedAt = undefined;
    const { tokens, signal } = this.#options;
    return { ticket: this.#ticket, tokens: () => tokens(route), timeoutMs: this.#queueMs, signal };
  }
}
