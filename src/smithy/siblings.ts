import type { MetadataBearer, MiddlewareStack } from "@smithy/types";
import { invalidSetting } from "../errors.js";
import { field, nameOfThrown } from "../field.js";
import type { ClientFor, EndpointFor } from "../settings/settings.js";
import type { WarnOnce } from "../warn.js";
import { isOurs } from "./around-retry.js";
import type { ClientLike } from "./client.js";
import { hasOwnEndpoint, isServiceHost, ownEndpoint, unreachable } from "./hosts.js";

/** A client's stack, as far as its types are known here. */
export type Stack = MiddlewareStack<object, MetadataBearer>;

/** A client of another region. */
export interface SiblingClient {
  readonly middlewareStack: Stack;
  readonly config: object;
  /** Who says where it sends to: the user's own client, the user's endpoint, or the service's own host. */
  readonly by: "clientFor" | "endpointFor" | "service";
}

export interface SiblingOptions {
  /** The client that spillway was added to; undefined where only its stack is known. */
  readonly home: ClientLike<never> | undefined;
  readonly clientFor: ClientFor | undefined;
  readonly endpointFor: EndpointFor | undefined;
  readonly warnOnce: WarnOnce;
}

/**
 * What a client's resolved configuration holds that is good for another region, too. All of it is documented input.
 * Credentials and tokens come as the providers that the first client remembers the answers of, so that nobody is asked
 * twice. Not here, since they are made for the first region: region, endpoint, signer, retry strategy, protocol.
 */
const HANDED_ON = [
  "authSchemePreference",
  "credentials",
  "customUserAgent",
  "disableClockSkewCorrection",
  "ignoreConfiguredEndpointUrls",
  "logger",
  "profile",
  "requestHandler",
  "systemClockOffset",
  "token",
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "userAgentAppId",
] as const;

/** Who repeats and who paces is decided at home. */
const ONE_ATTEMPT = { maxAttempts: 1, retryMode: "standard" };

/** Clients for other regions: one for each, made when it is first needed, and kept. */
export class Siblings {
  readonly #options: SiblingOptions;
  readonly #known = new Map<string, SiblingClient>();

  constructor(options: SiblingOptions) {
    this.#options = options;
  }

  /**
   * To be asked at a call: its request shows an endpoint that no configuration does.
   *
   * @throws SpillwayError `INVALID_SETTING` where there is no way from home to another region
   */
  check(region: string, home: { readonly region: string; readonly hostname: unknown }): void {
    const { home: client, clientFor, endpointFor } = this.#options;
    if (clientFor !== undefined) return;
    if (client === undefined) throw invalidSetting(unreachable(region));
    const known = endpointFor !== undefined || isServiceHost(home.hostname, home.region);
    if (!known) throw invalidSetting(ownEndpoint(region));
  }

  /** @throws SpillwayError `INVALID_SETTING` where the settings give no client for this region */
  for(region: string): SiblingClient {
    const known = this.#known.get(region);
    if (known !== undefined) return known;
    const { clientFor } = this.#options;
    const sibling = clientFor === undefined ? this.#made(region) : given(clientFor, region);
    this.#known.set(region, sibling);
    return sibling;
  }

  #made(region: string): SiblingClient {
    const { home, endpointFor, warnOnce } = this.#options;
    const first = asClient(home);
    if (first === undefined)
      throw invalidSetting(`no client for ${region}: give clientFor, or use withSpillway(client, ...)`);
    if (endpointFor === undefined && hasOwnEndpoint(first.config)) throw invalidSetting(ownEndpoint(region));
    const endpoint = endpointFor === undefined ? {} : { endpoint: endpointOf(endpointFor, region) };
    const client = construct(home, { ...handedOn(first.config), ...ONE_ATTEMPT, ...endpoint, region });
    if (endpointFor === undefined && !isSame("endpointProvider", first, client))
      throw invalidSetting(ownEndpoint(region));
    warnOfMissing(first, client, warnOnce);
    // The first client's logs the call already.
    client.middlewareStack.remove("loggerMiddleware");
    return { ...client, by: endpointFor === undefined ? "service" : "endpointFor" };
  }
}

type Client = Omit<SiblingClient, "by">;

function given(clientFor: ClientFor, region: string): SiblingClient {
  const client = asClient(asked("clientFor", clientFor, region));
  if (client === undefined)
    throw invalidSetting(
      `clientFor("${region}") gave no client: it must return one of the SDK's, not a promise of one`,
    );
  return { ...client, by: "clientFor" };
}

const isSame = (key: string, one: Client, other: Client): boolean =>
  field(one.config, key) === field(other.config, key);

function construct(home: unknown, config: object): Client {
  // Every client of the SDK's is made from its configuration by its class.
  const Class = field(home, "constructor") as new (config: object) => unknown;
  try {
    const client = asClient(new Class(config));
    if (client !== undefined) return client;
  } catch (error) {
    throw invalidSetting(
      `the class of the first client threw ${nameOfThrown(error)} when asked for another one: give clientFor`,
    );
  }
  throw invalidSetting("the class of the first client makes no clients: give clientFor");
}

/** Stack and configuration of a client of the SDK's; undefined for anything else. */
function asClient(value: unknown): Client | undefined {
  const [middlewareStack, config] = [field(value, "middlewareStack"), field(value, "config")];
  const isStack = typeof field(middlewareStack, "concat") === "function";
  if (!isStack || typeof config !== "object" || config === null) return undefined;
  // Just tested, as far as can be.
  return { middlewareStack: middlewareStack as Stack, config };
}

const handedOn = (config: unknown): object =>
  Object.fromEntries(
    HANDED_ON.map((key) => [key, field(config, key)]).filter(([, value]) => value !== undefined),
  );

function endpointOf(endpointFor: EndpointFor, region: string): string {
  const url = asked("endpointFor", endpointFor, region);
  // Not quoted: it may hold a password.
  if (typeof url !== "string" || !isWebAddress(url))
    throw invalidSetting(`endpointFor("${region}") gave no absolute http or https URL`);
  return url;
}

function isWebAddress(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

function asked(option: string, fn: (region: string) => unknown, region: string): unknown {
  try {
    const answer = fn(region);
    // Will be refused; its own failure must not end the process.
    if (answer instanceof Promise) answer.catch(() => undefined);
    return answer;
  } catch (error) {
    // Its message may quote what must not leave.
    throw invalidSetting(`${option}("${region}") threw ${nameOfThrown(error)}`);
  }
}

/** Users' own middleware is on the client that they put it on, and on no other. */
function warnOfMissing(first: Client, sibling: Client, warnOnce: WarnOnce): void {
  const there = new Set(sibling.middlewareStack.identify());
  const here = first.middlewareStack.identify();
  const missing = here.filter((entry) => !there.has(entry) && !isOurs(entry));
  if (missing.length === 0) return;
  const names = missing.map((entry) => entry.split(" - ", 1)[0]).join(", ");
  warnOnce(
    "middleware of siblings",
    () =>
      `Calls that go to another region do not pass the middleware that was added to the client (${names}). ` +
      "clientFor gives a client for each region that has it.",
  );
}
