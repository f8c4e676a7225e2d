import { systemClock } from "../clock.js";
import { systemRandom } from "../random.js";
import type { OptionRow } from "./row.js";
import { OPTIONS } from "./table.js";

/** A parsed value with where it came from, for messages. */
export interface Found {
  readonly value: unknown;
  readonly name: string;
  readonly source: string;
}

/** By option path, as in `window.max`. */
export type Values = ReadonlyMap<string, Found>;

const CODE_DEFAULTS = {
  Clock: systemClock,
  Random: systemRandom,
  ClientFor: undefined,
  EndpointFor: undefined,
  QuotasFor: undefined,
};

export function defaultOf(row: OptionRow): unknown {
  switch (row.kind) {
    case "code":
      return CODE_DEFAULTS[row.type];
    case "targets":
    case "models":
      return [];
    case "restore":
      return undefined;
    case "weights":
      return {};
    case "list":
      return [...row.default];
    default:
      return row.default;
  }
}

export const defaults = (): Values =>
  new Map(
    OPTIONS.map(
      (row) => [row.option, { value: defaultOf(row), name: row.option, source: "default" }] as const,
    ),
  );

/** Later layers win, option by option. */
export const layer = (...layers: readonly Values[]): Values =>
  new Map(layers.flatMap((values) => [...values]));
