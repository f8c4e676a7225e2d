import { regionsOf } from "../operate/regions.js";
import { resolvedIn } from "../operate/resolved.js";
import { resolveSettings } from "../settings/resolve.js";

/** A client of any service that was made without a region: it tells the one that the SDK finds. */
interface Asked {
  readonly config: unknown;
  destroy(): void;
}

/** What to throw where nobody names a region, the same for all commands. */
export const noRegion = (): Error =>
  new Error("no region is known: give --regions us-east-1, or set AWS_REGION.");

/**
 * The regions that a command asks.
 *
 * @throws Error where nobody names one
 */
export async function regionsFor(
  named: readonly string[] | undefined,
  client: Asked,
): Promise<readonly string[]> {
  const { region } = await resolvedIn(client.config);
  client.destroy();
  const regions = regionsOf(named, resolveSettings().settings.regions, region);
  if (regions.length === 0) throw noRegion();
  return regions;
}
