/** Says something to the operator of the process: through Node's warnings where there are any, else the console. */
export function warn(message: string): void {
  if (typeof globalThis.process?.emitWarning === "function") {
    globalThis.process.emitWarning(message, { type: "SpillwayWarning" });
  } else {
    // biome-ignore lint/suspicious/noConsole: outside Node there is nowhere else to say it
    globalThis.console.warn(`SpillwayWarning: ${message}`);
  }
}
