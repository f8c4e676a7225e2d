import type { MiddlewareStack } from "@smithy/types";
import { invalidSetting } from "../errors.js";
import { namedRegions } from "../settings/regions.js";
import type { Settings } from "../settings/settings.js";
import { type ClientLike, regionOfClient } from "./client.js";
import type { Calls, Governor } from "./governor.js";
import { hasOwnEndpoint, ownEndpoint, unreachable } from "./hosts.js";
import { install } from "./plugin.js";
import { Siblings } from "./siblings.js";

/** The clients that bear an instance: whether there is any of a kind that can't reach other regions. */
export class Bearers {
  readonly #governor: Governor;
  readonly #calls: Calls = new WeakMap();
  #unknown = false;
  #withOwnEndpoint = false;

  constructor(governor: Governor) {
    this.#governor = governor;
  }

  /**
   * Puts the middlewares onto a client's stack.
   *
   * @param client undefined where only its stack is known
   * @throws SpillwayError `INVALID_SETTING` where it could not do what is set
   */
  add<Input extends object, Output extends object>(
    stack: MiddlewareStack<Input, Output>,
    client: ClientLike<never> | undefined,
  ): void {
    const { settings, warnOnce } = this.#governor;
    const { clientFor, endpointFor } = settings;
    const isUnknown = client === undefined;
    const isOwn = !isUnknown && hasOwnEndpoint(client.config);
    if (isUnknown) refuseUnreachable(settings);
    if (isOwn) refuseOwnEndpoint(settings);
    if (!isUnknown) this.#governor.askAs(client);
    this.#unknown ||= isUnknown;
    this.#withOwnEndpoint ||= isOwn;
    install(stack, this.#governor, this.#calls, {
      clientRegion: isUnknown ? async () => undefined : regionOfClient(client.config),
      siblings: new Siblings({ home: client, clientFor, endpointFor, warnOnce }),
    });
  }

  /** @throws SpillwayError `INVALID_SETTING` where any of them could not do what these settings say */
  check(settings: Settings): void {
    if (this.#unknown) refuseUnreachable(settings);
    if (this.#withOwnEndpoint) refuseOwnEndpoint(settings);
  }
}

/**
 * Better refused than silently not done: with plain `use()` nothing is known of the client, and so nothing of how to
 * reach another region.
 */
function refuseUnreachable(settings: Settings): void {
  const named = namedRegions(settings);
  // A single one may be the client's own.
  if (settings.clientFor !== undefined || named.size <= 1) return;
  throw invalidSetting(unreachable(...named));
}

/** An endpoint of the client's own says nothing of other regions. */
function refuseOwnEndpoint(settings: Settings): void {
  const [, away] = namedRegions(settings);
  if (away === undefined || settings.clientFor !== undefined || settings.endpointFor !== undefined) return;
  throw invalidSetting(ownEndpoint(away));
}
