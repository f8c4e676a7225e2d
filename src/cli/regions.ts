import { regionsOf } from "../operate/regions.js";
import { resolvedIn } from "../operate/resolved.js";
import { resolveSettings } from "../settings/resolve.js";
import { UsageError } from "./exit.js";

/** A client of any service that was made without a region: it tells the one that the SDK finds. */
interface Asked {
  readonly config: unknown;
  destroy(): void;
}

/**
 * The regions that a command asks.
 *
 * @throws UsageError where nobody names one
 */
export async function regionsFor(
  named: readonly string[] | undefined,
  client: Asked,
): Promise<readonly string[]> {
  const { region } = await resolvedIn(client.config);
  client.destroy();
  const regions = regionsOf(named, resolveSettings().settings.regions, region);
  if (regions.length === 0) throw new UsageError("no region is known. Give --regions, or set AWS_REGION.");
  return regions;
}
