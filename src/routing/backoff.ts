import type { Random } from "../random.js";
import type { RetrySettings } from "../settings/settings.js";

/**
 * Milliseconds to wait before the next attempt: full jitter, `random() * min(cap, base * pace * 2^(attempt - 1))`
 * (AWS Architecture Blog, "Exponential Backoff And Jitter"), and never sooner than the service asked for, which we
 * honour up to the cap.
 *
 * @param attempt the number of the attempt that failed, from 1
 * @param pace what the class of failure makes of the base
 */
export function backoff(
  attempt: number,
  pace: number,
  options: Pick<RetrySettings, "baseMs" | "capMs">,
  random: Random,
  retryAfterMs = 0,
): number {
  const ceiling = Math.min(options.capMs, options.baseMs * pace * 2 ** Math.min(attempt - 1, 30));
  return Math.max(random() * ceiling, Math.min(retryAfterMs, options.capMs));
}

/**
 * Reads what the service asks for: `x-amz-retry-after` in milliseconds, or `retry-after` in seconds or as a date.
 * Anything that is no such value is ignored.
 */
export function retryAfter(headers: Readonly<Record<string, string | undefined>>, wallNow: number): number {
  const own = headers["x-amz-retry-after"];
  if (own !== undefined && /^\d+$/.test(own)) return Number(own);
  const general = headers["retry-after"];
  if (general === undefined) return 0;
  if (/^\d+(\.\d+)?$/.test(general)) return Number(general) * 1000;
  const date = Date.parse(general);
  return Number.isNaN(date) ? 0 : Math.max(0, date - wallNow);
}
