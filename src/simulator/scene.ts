/** Begin of an answer. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * How an answer breaks on the wire: `cut` the connection, `reset` this answer, `refuse` it as one that nobody has looked
 * at, `goaway` give up the connection with all that is under way on it.
 */
export type Breakage = "cut" | "reset" | "refuse" | "goaway";

/** One moment of an answer, as it leaves the service. */
export interface Scene {
  /** Ms from arrival. */
  readonly atMs: number;
  /** The connection takes nothing new from now on. */
  readonly lastOnConnection?: true;
  readonly head?: Head;
  readonly chunks?: readonly Uint8Array[];
  /** How it is over: `end` as it should; `stall`: it is not, but nothing more comes. */
  readonly over?: "end" | "stall" | Breakage;
}
