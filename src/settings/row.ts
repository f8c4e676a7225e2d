/** What every row says, whatever its kind. */
interface Common {
  readonly option: string;
  /** Whether `models` may set it for one model. */
  readonly perModel?: true;
}

/** A variable can say it, too. */
interface Sayable extends Common {
  /** Only where it is not named after the option. */
  readonly variable?: string;
}

export interface NumberRow extends Sayable {
  readonly kind: "number" | "integer" | "duration-or-none";
  /** Follows "a number of" and "a whole number of"; empty for a bare ratio. */
  readonly unit: string;
  readonly default: number | undefined;
  readonly min: number;
  /** True where `min` itself is refused. */
  readonly aboveMin?: true;
  readonly max: number;
}

export interface EnumRow extends Sayable {
  readonly kind: "enum";
  readonly default: string;
  readonly values: readonly string[];
  /** The value that may stand in the place of its whole group: `quota: "auto"`. */
  readonly short?: string;
}

export interface SwitchRow extends Sayable {
  readonly kind: "switch";
  readonly default: boolean;
  readonly values: readonly ["on", "off"];
}

export interface ListRow extends Sayable {
  readonly kind: "list";
  readonly default: readonly string[];
  /** What one item is, in the plural. */
  readonly items: string;
  /** What each item must look like. */
  readonly pattern?: RegExp;
  readonly unique?: true;
  /** Whether a bare text counts as a list of one. */
  readonly single?: true;
  /** What holds for the list as a whole, as it reads after a comma. */
  readonly rule: string;
}

/** Has a shape of its own, which a reader of its own checks. */
export interface ShapeRow extends Common {
  readonly kind: "targets" | "models" | "restore" | "weights";
  readonly expected: string;
}

/** A function or an object with methods: can only come from code. */
export interface CodeRow extends Common {
  readonly kind: "code";
  /** The TypeScript type, by name. */
  readonly type: "Clock" | "Random" | "ClientFor" | "EndpointFor" | "QuotasFor";
  /** Empty = the value itself is a function. */
  readonly methods: readonly string[];
}

export type OptionRow = NumberRow | EnumRow | SwitchRow | ListRow | ShapeRow | CodeRow;

/** The one setting that is not an option: where the file with the others lies. */
export interface FileRow {
  readonly kind: "file";
  readonly variable: string;
}

export type Row = OptionRow | FileRow;
