import type { Dice } from "./dice.js";

/** What a case found: undefined where all is well, else what is wrong, with the case itself. */
export type Flaw = string | undefined;

/** Something that must bear whatever it is given. */
export interface Target {
  readonly name: string;
  /** Of a million cases, how many are its. */
  readonly cases: number;
  /**
   * Makes a case and tries it.
   *
   * @throws where the target did
   */
  readonly attempt: (dice: Dice) => Flaw | Promise<Flaw>;
  /** Shuts down what its cases shared. */
  readonly close?: () => Flaw;
}
