import type { Row, Task } from "./row.js";
import type { Store } from "./store.js";

/** Ours are judged by the bands; oracles and peers are what they are compared with. */
export type Kind = "oracle" | "ours" | "peer";

/** What tables say of a policy. */
export interface Named {
  readonly title: string;
  readonly kind: Kind;
}

/** What the command needs to know of a scenario. */
export interface Listed {
  /** In lower case, unique in its family. */
  readonly name: string;
  readonly minutes: number;
  /** Peers are not run. */
  readonly oursOnly?: boolean;
  /** At least so many for ours and the oracles, for bands that hold of chance. */
  readonly seeds?: number;
}

/** What comes of rows. */
export interface Judgement {
  /** Every band of ours is met, but for rows that are open. */
  readonly ok: boolean;
  /** For a terminal. */
  readonly table: string;
}

/** A kind of benchmarks, with scenarios, policies and figures of its own. */
export interface Family<Came, Policy extends string> {
  readonly policies: Readonly<Record<Policy, Named>>;
  readonly scenarios: readonly Listed[];
  /** Fingerprints of the scenarios, by name. */
  readonly keys: ReadonlyMap<string, string>;
  readonly store: Store<Came, Policy>;
  run(task: Task<Policy>): Promise<Came>;
  judge(
    scenarios: readonly string[],
    policies: readonly Policy[],
    rows: readonly Row<Came, Policy>[],
  ): Judgement;
  /** Runs what is drawn over time, and keeps it. */
  keepCourses(): Promise<void>;
}

/** @returns what finds one by its name, and throws RangeError when there is none */
export const finderIn =
  <One extends Pick<Listed, "name">>(all: readonly One[]) =>
  (name: string): One => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new RangeError(`no scenario ${name}`);
    return found;
  };

export const isOne = <Name extends string>(
  policies: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name => Object.hasOwn(policies, name);

/** The policies of these kinds. */
export const namesOf = <Name extends string>(
  policies: Readonly<Record<Name, Named>>,
  ...kinds: readonly Kind[]
): Name[] =>
  Object.keys(policies).filter(
    (name): name is Name => isOne(policies, name) && kinds.includes(policies[name].kind),
  );
