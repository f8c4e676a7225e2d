import { field } from "../field.js";

/** What the SDK itself has found in variables and in the shared configuration file. */
export interface SdkResolved {
  readonly region: string | undefined;
  readonly retryMode: string | undefined;
  readonly maxAttempts: number | undefined;
}

const read = async (provider: unknown): Promise<unknown> => {
  try {
    return typeof provider === "function" ? await provider() : provider;
  } catch {
    // It throws where there is none.
    return undefined;
  }
};

/** What a client's configuration has found in variables and in the shared configuration file. */
export async function resolvedIn(config: unknown): Promise<SdkResolved> {
  const [region, retryMode, maxAttempts] = await Promise.all(
    ["region", "retryMode", "maxAttempts"].map((key) => read(field(config, key))),
  );
  return {
    region: typeof region === "string" ? region : undefined,
    retryMode: typeof retryMode === "string" ? retryMode : undefined,
    maxAttempts: typeof maxAttempts === "number" ? maxAttempts : undefined,
  };
}
