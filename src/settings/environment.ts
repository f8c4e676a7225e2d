export type Environment = Readonly<Record<string, string | undefined>>;

const ofProcess = (): Environment => globalThis.process?.env ?? {};

/** The process's variables that are ours, as they are now. The only place that asks for them. */
export function ownVariables(
  environment: Environment = ofProcess(),
): ReadonlyMap<string, string | undefined> {
  return new Map(Object.entries(environment).filter(([name]) => name.startsWith("SPILLWAY_")));
}

/** Those of other variables that are named, where they are set. */
export function namedVariables(
  names: readonly string[],
  environment: Environment = ofProcess(),
): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) => {
      const text = environment[name];
      return text === undefined || text === "" ? [] : [[name, text]];
    }),
  );
}
