import { SpillwayError } from "./errors.js";
import { field } from "./field.js";

/** How Node says that a module is not there, by import and by require. */
const NOT_FOUND: readonly unknown[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

/**
 * What to throw where an optional peer can't be loaded: a refusal that says what to install if it is not there, and
 * otherwise what its own loading threw.
 */
export function missingPeer(name: string, thrown: unknown): unknown {
  const isMissing =
    NOT_FOUND.includes(field(thrown, "code")) && String(field(thrown, "message")).includes(`'${name}'`);
  return isMissing
    ? new SpillwayError("PEER_MISSING", `The package ${name} is not installed: npm install ${name}`)
    : thrown;
}

/** Loads a package from another place than where this one is. */
export type PeerFinder = (name: string) => Promise<unknown>;

let finder: PeerFinder | undefined;

/** To be called by the command line alone: packages that are not beside it are looked for by this. */
export function findPeersBy(find: PeerFinder): void {
  finder = find;
}

/**
 * What an optional peer is loaded by where it is not beside us.
 *
 * @param thrown what its loading from here threw
 * @throws what {@link missingPeer} says, where it is not found
 */
export async function peerElsewhere<Peer>(name: string, thrown: unknown): Promise<Peer> {
  const missing = missingPeer(name, thrown);
  if (finder === undefined || missing === thrown) throw missing;
  try {
    return (await finder(name)) as Peer; // the same package, in another place
  } catch (error) {
    throw missingPeer(name, error);
  }
}
