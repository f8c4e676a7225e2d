import { SpillwayError } from "../errors.js";
import type { PermitRequest } from "../flow/permit.js";
import { pastDeadline } from "../flow/refusals.js";
import { type Choice, choose, type SpillReason } from "./choose.js";
import type { CourseOptions, Granted } from "./course-options.js";
import type { Lane } from "./lane.js";
import type { LanePermit } from "./lane-permit.js";
import { firstPermit } from "./lines.js";
import { Met } from "./met.js";
import type { Route } from "./route.js";

/** One call's way through the places that may serve it: where the next attempt goes, and when. */
export class Course {
  readonly #options: CourseOptions;
  /** Made at the first failure. */
  #met: Met | undefined;
  #queueMs: number;
  #ticket: number;
  #failedAt: Lane | undefined;
  #why: SpillReason | undefined;
  /** The only one that may serve the next attempt. */
  #pinned: Route | undefined;

  constructor(options: CourseOptions) {
    this.#options = options;
    this.#queueMs = options.queueMs;
    this.#ticket = options.ticket;
    this.#pinned = options.routes.length === 1 ? options.routes[0] : undefined;
  }

  /**
   * A permit: at once, where there is one, else as soon as there is one at any of the places.
   *
   * @throws SpillwayError, AbortError: see {@link firstPermit}; `DEADLINE` where none can come before that
   */
  next(): Granted | Promise<Granted> {
    this.#refusePast();
    const candidates = this.#candidates();
    const [preferred] = candidates;
    // One candidate there is, unless it is stranded.
    if (preferred === undefined || candidates.length > 1) return this.#among(candidates);
    const permit = this.restBefore(preferred) > 0 ? undefined : this.#admitted(preferred);
    if (permit === undefined) return this.#waited(preferred, this.#at(preferred));
    return { route: preferred, permit, waitedMs: permit.waitedMs, reason: this.#reason(preferred) };
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
    return Math.min(...this.#candidates().map((route) => this.restBefore(route)));
  }

  /** Whether no place is left that might serve it: what was there when it was to be repeated has gone since. */
  get stranded(): boolean {
    return this.#candidates().length === 0;
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
    this.#failedAt = route.lane;
    this.#pinned = elsewhere && this.hasOther(route) ? undefined : route;
  }

  /** It will not serve this call, whatever happens. */
  ruledOut(route: Route): void {
    this.#met ??= new Met();
    this.#met.ruledOut(route);
    this.#pinned = undefined;
    this.#failedAt = route.lane;
  }

  /** The request first: its lane is found anew where it was forgotten. */
  #admitted(route: Route): LanePermit | undefined {
    const request = this.#request(route);
    return route.lane.admit(request);
  }

  /** Its deadline passes before it may go anywhere. */
  #refusePast(): void {
    const { caller, clock, routes } = this.#options;
    if (caller.deadlineAt === Number.POSITIVE_INFINITY) return;
    const leftMs = caller.deadlineAt - clock.now();
    const restMs = this.restBeforeAny();
    if (leftMs > restMs) return;
    routes[0]?.lane.refused("DEADLINE");
    throw pastDeadline(leftMs, restMs);
  }

  #among(candidates: readonly Route[]): Granted | Promise<Granted> {
    const choice = this.#choose(candidates);
    const route = choice.index === undefined ? undefined : candidates[choice.index];
    const permit = route && this.#admitted(route);
    if (route !== undefined && permit !== undefined) {
      return { route, permit, waitedMs: permit.waitedMs, reason: this.#reason(route, choice.reason) };
    }
    return this.#waited(this.#options.routes[0], this.#anywhere(candidates, choice));
  }

  /** @param at whose line is told of a refusal */
  async #waited(at: Route | undefined, waiting: Promise<Granted>): Promise<Granted> {
    try {
      const granted = await waiting;
      this.#queueMs = Math.max(0, this.#queueMs - granted.waitedMs);
      return granted;
    } catch (error) {
      if (error instanceof SpillwayError) at?.lane.refused(error.code);
      throw error;
    }
  }

  async #at(route: Route): Promise<Granted> {
    const restMs = this.restBefore(route);
    if (restMs > 0) await route.lane.rest(restMs, this.#options.signal);
    const permit = await route.lane.acquire(this.#request(route));
    return { route, permit, waitedMs: permit.waitedMs, reason: this.#reason(route) };
  }

  async #anywhere(candidates: readonly Route[], { index, reason }: Choice): Promise<Granted> {
    const { clock, signal, afterMs } = this.#options;
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
    const [preferred] = candidates;
    const choice = choose(
      candidates.length,
      (index) => {
        const route = candidates[index] as Route; // of the candidates' own indices
        if (preferred !== undefined && route !== preferred) route.lane.expect(preferred.lane);
        const rested = this.restBefore(route) === 0;
        const request = this.#request(route);
        return { ...route.lane.standing(request), ...(!rested && { detour: true }) };
      },
      this.#options.afterMs,
    );
    if (choice.reason === "long wait" && choice.index !== undefined) preferred?.lane.passedBy();
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

  /** Those that may serve it; where none may, the first that has not ruled itself out is tried all the same. */
  #candidates(): readonly Route[] {
    if (this.#pinned !== undefined) return [this.#pinned];
    const { routes } = this.#options;
    const may = routes.filter((route) => this.#may(route));
    return may.length > 0 ? may : routes.filter((route) => !this.#out(route)).slice(0, 1);
  }

  #may(route: Route): boolean {
    return !this.#out(route) && !route.unusable;
  }

  /** It has ruled itself out. */
  #out(route: Route): boolean {
    return this.#met?.at(route).out === true;
  }

  #request(route: Route): PermitRequest {
    // A call keeps its place over its attempts, but not in an outage: it would spend them all on probes.
    if (this.#failedAt?.shut) this.#ticket = this.#options.nextTicket();
    this.#failedAt = undefined;
    const { tokens, signal, caller } = this.#options;
    return { ticket: this.#ticket, tokens: () => tokens(route), timeoutMs: this.#queueMs, signal, caller };
  }
}
