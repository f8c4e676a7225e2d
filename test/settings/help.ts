import { SpillwayError } from "../../src/errors.js";
import type { Environment } from "../../src/settings/environment.js";
import { type Resolved, resolveSettings } from "../../src/settings/resolve.js";

export interface Given {
  readonly options?: unknown;
  readonly environment?: Environment;
  /** What the file holds: text as it is, anything else as JSON. */
  readonly file?: unknown;
}

export const PATH = "/etc/spillway.json";

/** Resolves with nothing but what is given: never with the variables of the machine the tests run on. */
export function resolve({ options, environment = {}, file }: Given): Resolved {
  if (file === undefined) return resolveSettings(options, { environment });
  const text = typeof file === "string" ? file : JSON.stringify(file);
  return resolveSettings(options, {
    environment: { ...environment, SPILLWAY_CONFIG: PATH },
    readFile: () => text,
  });
}

/** The message of the refusal; fails when there is none or it is another error. */
export function refusal(given: Given): string {
  try {
    resolve(given);
  } catch (error) {
    if (error instanceof SpillwayError && error.code === "INVALID_SETTING") return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}
