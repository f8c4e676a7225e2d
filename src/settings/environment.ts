export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's variables that are ours, as they are now. The only place that asks for them. */
export function ownVariables(
  environment: Environment = globalThis.process?.env ?? {},
): ReadonlyMap<string, string | undefined> {
  return new Map(Object.entries(environment).filter(([name]) => name.startsWith("SPILLWAY_")));
}
