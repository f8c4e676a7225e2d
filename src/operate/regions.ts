/** Regions to look at: those that are named, else those of the settings, else the SDK's own; none where nobody says one. */
export function regionsOf(
  named: readonly string[] | undefined,
  configured: readonly string[],
  sdkRegion: string | undefined,
): readonly string[] {
  const own = sdkRegion === undefined ? [] : [sdkRegion];
  return [named ?? [], configured, own].find(({ length }) => length > 0) ?? [];
}
