/** Says what the second argument makes, once for each key. */
export type WarnOnce = (key: string, message: () => string) => void;

/** More keys than this stay silent: ids without end must not fill the memory. */
const MOST_KEYS = 1000;

export function warnOnce(say: (message: string) => void): WarnOnce {
  const said = new Set<string>();
  return (key, message) => {
    if (said.has(key) || said.size >= MOST_KEYS) return;
    said.add(key);
    say(message());
  };
}

/** Says something to the operator of the process: through Node's warnings where there are any, else the console. */
export function warn(message: string): void {
  if (typeof globalThis.process?.emitWarning === "function") {
    globalThis.process.emitWarning(message, { type: "SpillwayWarning" });
  } else {
    // biome-ignore lint/suspicious/noConsole: outside Node there is nowhere else to say it
    globalThis.console.warn(`SpillwayWarning: ${message}`);
  }
}
