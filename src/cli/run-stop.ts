import { INTERRUPTED, TERMINATED } from "./exit.js";

/** How a run is told to stop by the outside. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Exit code that says by what; undefined while nobody has said so. */
  readonly code: () => number | undefined;
  readonly forget: () => void;
}

/**
 * The first Ctrl+C or SIGTERM lets what is in flight come to its end, a second one ends the process at once.
 *
 * @param onFirst is told of the first
 */
export function stopOnSignals(onFirst: () => void): Stop {
  const controller = new AbortController();
  let code: number | undefined;
  const heard = (signal: NodeJS.Signals): void => {
    if (code !== undefined) process.exit(code);
    code = signal === "SIGINT" ? INTERRUPTED : TERMINATED;
    onFirst();
    controller.abort();
  };
  process.on("SIGINT", heard);
  process.on("SIGTERM", heard);
  const forget = (): void => {
    process.off("SIGINT", heard);
    process.off("SIGTERM", heard);
  };
  return { signal: controller.signal, code: () => code, forget };
}
