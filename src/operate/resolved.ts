import { provided } from "../field.js";

/** What the SDK itself has found in variables and in the shared configuration file. */
export interface SdkResolved {
  readonly region: string | undefined;
  readonly retryMode: string | undefined;
  readonly maxAttempts: number | undefined;
  /** Why the SDK could not be asked; undefined: it was. */
  readonly unasked?: string | undefined;
}

/** What a client's configuration has found in variables and in the shared configuration file. */
export async function resolvedIn(config: unknown): Promise<SdkResolved> {
  const [region, retryMode, maxAttempts] = await Promise.all(
    // A provider throws where there is none.
    ["region", "retryMode", "maxAttempts"].map((key) => provided(config, key).catch(() => undefined)),
  );
  return {
    region: typeof region === "string" ? region : undefined,
    retryMode: typeof retryMode === "string" ? retryMode : undefined,
    maxAttempts: typeof maxAttempts === "number" ? maxAttempts : undefined,
  };
}
