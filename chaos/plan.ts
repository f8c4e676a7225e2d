import { seeded } from "spillway/simulator";
import { between, draw, oneOf } from "./draw.js";
import {
  ABORTS,
  type Abort,
  CONSUMERS,
  type Consumer,
  HOOKS,
  type Hook,
  MODELS,
  OPERATIONS,
  type Operation,
  SAID,
  type Said,
  TENANTS,
} from "./mixture.js";

/** All that one caller will do, drawn before it begins: the same seed and number give the same plan. */
export interface Plan {
  readonly index: number;
  /** A number in [0, 1) that says which client it uses. */
  readonly client: number;
  readonly operation: Operation;
  readonly model: string;
  readonly consumer: Consumer;
  /** Events that it takes before it leaves. */
  readonly events: number;
  readonly abort: Abort;
  /** Undefined: its signal never fires by its own will. */
  readonly abortMs: number | undefined;
  readonly said: Said;
  readonly tenant: string;
  /** Of those who name one, and those of few milliseconds. */
  readonly deadlineMs: number;
  readonly hook: Hook;
  readonly hookMs: number;
}

const ABORT_MS: Readonly<Record<Abort, readonly [low: number, high: number] | undefined>> = {
  never: undefined,
  before: [0, 0],
  soon: [0, 6],
  later: [6, 60],
};

export function planOf(seed: number, index: number): Plan {
  const random = seeded(`${seed}/${index}`);
  const abort = draw(random, ABORTS);
  const span = ABORT_MS[abort];
  return {
    index,
    client: random(),
    operation: draw(random, OPERATIONS),
    model: draw(random, MODELS),
    consumer: draw(random, CONSUMERS),
    events: Math.floor(between(random, 0, 6)),
    abort,
    abortMs: span && between(random, ...span),
    said: draw(random, SAID),
    tenant: oneOf(random, TENANTS),
    deadlineMs: between(random, 1, 300),
    hook: draw(random, HOOKS),
    hookMs: between(random, 0, 40),
  };
}
