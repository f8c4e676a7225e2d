/** Aborted when someone asks us to end, or when nobody reads any more. */
export function untilAsked(): AbortSignal {
  const over = new AbortController();
  const end = (): void => over.abort();
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  process.stdout.on("error", end);
  return over.signal;
}
