import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { field } from "../field.js";
import { findPeersBy } from "../missing-peer.js";

/** Packages that are not beside the command are those of the folder in which it was called. */
export function findPeersHere(): void {
  findPeersBy(async (name) => {
    const here = createRequire(join(process.cwd(), "anywhere.js"));
    const loaded: unknown = await import(pathToFileURL(here.resolve(name)).href);
    // CommonJS arrives as the default of an ES module.
    return field(loaded, "default") ?? loaded;
  });
}
