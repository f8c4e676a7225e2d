import { Heap } from "../heap.js";
import { type Queued, Turns } from "./turns.js";

/** A tenant, as far as it waits or is remembered. */
interface Tenant<W extends Queued<W>> {
  readonly name: string;
  readonly turns: Turns<W>;
  weight: number;
  /** The virtual time of its next turn: each turn moves it on by 1 / weight. */
  at: number;
  /** Of two with the same time, who came to stand there first. */
  order: number;
  /** It stands in the order; one that has nobody left stays there until it comes to the front. */
  listed: boolean;
}

/** Fewer than these are not worth a sweep. */
const FEW = 64;

/**
 * The tenants of one priority, each with those of its calls that wait, in fair shares by weight: fair queueing by start
 * times (Goyal, Vin, Cheng, SIGCOMM 1996) with the virtual time of WF2Q+ (Bennett, Zhang, SIGCOMM 1996), where a turn
 * costs 1. One that comes new begins at the present virtual time, and so goes before those who have had more than their
 * turns, however many of theirs wait. One that goes and comes back at once goes on where it was.
 */
export class Shares<W extends Queued<W>> {
  readonly #weightOf: (tenant: string) => number;
  readonly #tenants = new Map<string, Tenant<W>>();
  readonly #order = new Heap<Tenant<W>>(
    (one, other) => one.at < other.at || (one.at === other.at && one.order < other.order),
  );
  #orders = 0;
  #now = 0;
  #length = 0;
  /** The weights of those that wait. */
  #weights = 0;
  #sweepAt = FEW;

  constructor(weightOf: (tenant: string) => number) {
    this.#weightOf = weightOf;
  }

  get length(): number {
    return this.#length;
  }

  /** How many tenants it knows, those included that it can't forget yet. */
  get remembered(): number {
    return this.#tenants.size;
  }

  /** How many of a tenant wait. */
  of(tenant: string): number {
    return this.#tenants.get(tenant)?.turns.length ?? 0;
  }

  /** How many turns others are likely to get before the next one of this tenant gets his. */
  ahead(tenant: string): number {
    const known = this.#tenants.get(tenant);
    const own = known?.turns.length ?? 0;
    if (own === this.#length) return own;
    const weight = this.#weightOf(tenant);
    const all = own > 0 ? this.#weights : this.#weights + weight;
    return Math.min(this.#length, own + ((own + 1) * (all - weight)) / weight);
  }

  /** Those of the tenant whose turn it is. */
  next(): Turns<W> | undefined {
    return this.#front()?.turns;
  }

  join(waiter: W): void {
    const tenant = this.#tenants.get(waiter.tenant) ?? this.#add(waiter.tenant);
    if (tenant.turns.length === 0) this.#list(tenant);
    tenant.turns.join(waiter);
    this.#length++;
  }

  /** Takes out one that waits: because it is its turn, or because it has gone. */
  leave(waiter: W, turn: boolean): void {
    const tenant = this.#tenants.get(waiter.tenant);
    if (tenant === undefined) return;
    tenant.turns.leave(waiter);
    this.#length--;
    const weights = this.#weights;
    if (tenant.turns.length === 0) this.#weights -= tenant.weight;
    if (turn) this.#moveOn(tenant, weights);
    if (this.#length === 0) this.#forgetAll();
  }

  *[Symbol.iterator](): Generator<W> {
    for (const { turns } of this.#tenants.values()) yield* turns;
  }

  #add(name: string): Tenant<W> {
    if (this.#tenants.size >= this.#sweepAt) this.#sweep();
    const tenant = { name, turns: new Turns<W>(), weight: 1, at: 0, order: 0, listed: false };
    this.#tenants.set(name, tenant);
    return tenant;
  }

  #list(tenant: Tenant<W>): void {
    tenant.weight = this.#weightOf(tenant.name);
    this.#weights += tenant.weight;
    if (tenant.listed) return;
    // No credit for the time in which it wanted nothing.
    tenant.at = Math.max(tenant.at, this.#now);
    this.#stand(tenant);
  }

  #stand(tenant: Tenant<W>): void {
    tenant.listed = true;
    tenant.order = ++this.#orders;
    this.#order.push(tenant);
  }

  /** @param weights of all that waited when it was its turn */
  #moveOn(tenant: Tenant<W>, weights: number): void {
    // Whose turn it was stands in front.
    if (this.#order.top() !== tenant) return;
    this.#order.pop();
    // With every turn, so that those who have had theirs come to their next one, however many new ones come.
    this.#now = Math.max(tenant.at, this.#now + 1 / weights);
    tenant.listed = false;
    if (tenant.turns.length > 0) this.#weigh(tenant);
    tenant.at += 1 / tenant.weight;
    if (tenant.turns.length > 0) this.#stand(tenant);
  }

  /** Of one that goes on waiting: settings change. */
  #weigh(tenant: Tenant<W>): void {
    this.#weights -= tenant.weight;
    tenant.weight = this.#weightOf(tenant.name);
    this.#weights += tenant.weight;
  }

  #front(): Tenant<W> | undefined {
    let top = this.#order.top();
    for (; top?.turns.length === 0; top = this.#order.top()) {
      this.#order.pop();
      top.listed = false;
    }
    return top;
  }

  /** Those whose time has passed would begin at the present one as well. */
  #sweep(): void {
    for (const [name, { turns, at, listed }] of this.#tenants) {
      if (turns.length === 0 && !listed && at <= this.#now) this.#tenants.delete(name);
    }
    this.#sweepAt = Math.max(FEW, 2 * this.#tenants.size);
  }

  #forgetAll(): void {
    this.#tenants.clear();
    this.#order.keep(() => false);
    this.#weights = 0;
    this.#sweepAt = FEW;
  }
}
