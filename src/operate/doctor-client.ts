import { field } from "../field.js";
import { about, type Finding } from "./doctor-finding.js";

const finding = about("SDK settings");

/** What can be seen of an application's own client; undefined: not there, or not set. */
export interface ClientFacts {
  readonly retryMode: string | undefined;
  readonly governed: boolean;
  /** `h2` or `http/1.1`. */
  readonly protocol: string | undefined;
  readonly maxSockets: number | undefined;
  readonly requestTimeoutMs: number | undefined;
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === "number" && value > 0 ? value : undefined;

async function given(provider: unknown): Promise<unknown> {
  return typeof provider === "function" ? provider() : provider;
}

/** Looks at a client; undefined if it is none. */
export async function lookAtClient(client: unknown): Promise<ClientFacts | undefined> {
  const [config, stack] = [field(client, "config"), field(client, "middlewareStack")];
  const identify = field(stack, "identify");
  if (config === undefined || typeof identify !== "function") return undefined;
  const handler = field(config, "requestHandler");
  const configs = field(handler, "httpHandlerConfigs");
  const handled = typeof configs === "function" ? configs.call(handler) : {};
  const names: unknown = identify.call(stack);
  const mode = await given(field(config, "retryMode"));
  return {
    retryMode: typeof mode === "string" ? mode : undefined,
    governed: Array.isArray(names) && names.some((name) => String(name).includes("spillway")),
    protocol: String(field(field(handler, "metadata"), "handlerProtocol") ?? "") || undefined,
    maxSockets: numberIn(field(field(handled, "httpsAgent"), "maxSockets")),
    requestTimeoutMs: numberIn(field(handled, "requestTimeout")) ?? numberIn(field(handled, "socketTimeout")),
  };
}

function sockets({ protocol, maxSockets }: ClientFacts, windowMax: number): readonly Finding[] {
  if (protocol === "h2" || maxSockets === undefined || maxSockets >= windowMax) return [];
  const says = `${maxSockets}; window.max is ${windowMax}: what has no socket waits where spillway can't see it`;
  return [
    finding("client: sockets", "warning", says, {
      todo: "raise maxSockets of its agent, or lower window.max",
    }),
  ];
}

function timeout({ requestTimeoutMs }: ClientFacts, idleMs: number): readonly Finding[] {
  if (requestTimeoutMs === undefined || requestTimeoutMs >= Math.min(idleMs, 60_000)) return [];
  const says = `requestTimeout ${requestTimeoutMs} ms: an answer that is silent for longer ends, and is asked for anew`;
  return [finding("client: timeout", "warning", says, { todo: "raise it to a minute or more" })];
}

/** An application's own client, as its code has made it. */
export function examineClient(
  facts: ClientFacts | undefined,
  { windowMax, idleMs }: { readonly windowMax: number; readonly idleMs: number },
): readonly Finding[] {
  if (facts === undefined)
    return [
      finding("client", "failed", "the file exports no client of the AWS SDK v3", {
        todo: "export it as default, or under the name client",
      }),
    ];
  const governed = facts.governed
    ? finding("client", "ok", "has spillway on it")
    : finding("client", "warning", "has no spillway on it", {
        todo: "client.middlewareStack.use(spillway()), or withSpillway(client)",
      });
  const adaptive =
    facts.retryMode === "adaptive"
      ? [
          finding("client: retry mode", "warning", "adaptive: it paces requests by a law of its own", {
            todo: "take it out: the window paces already",
          }),
        ]
      : [];
  return [governed, ...adaptive, ...sockets(facts, windowMax), ...timeout(facts, idleMs)];
}
