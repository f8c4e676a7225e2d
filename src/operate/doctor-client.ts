import { field } from "../field.js";
import { about, type Finding } from "./doctor-finding.js";
import { resolvedIn } from "./resolved.js";

const finding = about("SDK settings");

/** What can be seen of an application's own client; undefined: not there, or not set. */
export interface ClientFacts {
  readonly region: string | undefined;
  readonly retryMode: string | undefined;
  readonly governed: boolean;
  /** Connections at once, where they are bounded. */
  readonly maxSockets: number | undefined;
  /** After how long a silent answer is given up. */
  readonly timeoutMs: number | undefined;
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === "number" && value > 0 ? value : undefined;

/** Looks at a client; undefined if it is none. */
export async function lookAtClient(client: unknown): Promise<ClientFacts | undefined> {
  const [config, stack] = [field(client, "config"), field(client, "middlewareStack")];
  const identify = field(stack, "identify");
  if (config === undefined || typeof identify !== "function") return undefined;
  const handler = field(config, "requestHandler");
  // Before the first request a handler does not tell its configuration, but has it under way.
  const handled = await field(handler, "configProvider");
  const names: unknown = identify.call(stack);
  const protocol = field(field(handler, "metadata"), "handlerProtocol");
  const { region, retryMode } = await resolvedIn(config);
  return {
    region,
    retryMode,
    governed: Array.isArray(names) && names.some((name) => String(name).includes("spillway")),
    maxSockets: protocol === "h2" ? undefined : numberIn(field(field(handled, "httpsAgent"), "maxSockets")),
    timeoutMs: timeoutIn(handled, protocol),
  };
}

/** After how long a silent answer is given up. Over HTTP/1.1 `requestTimeout` alone only warns. */
function timeoutIn(handled: unknown, protocol: unknown): number | undefined {
  const ends = protocol === "h2" || field(handled, "throwOnRequestTimeout") === true;
  const request = ends ? numberIn(field(handled, "requestTimeout")) : undefined;
  return request ?? (protocol === "h2" ? undefined : numberIn(field(handled, "socketTimeout")));
}

function sockets({ maxSockets }: ClientFacts, windowMax: number): readonly Finding[] {
  if (maxSockets === undefined || maxSockets >= windowMax) return [];
  const says = `${maxSockets}; window.max is ${windowMax}: what has no socket waits where spillway can't see it`;
  return [
    finding("client: sockets", "warning", says, {
      todo: "raise maxSockets of its agent, or lower window.max",
    }),
  ];
}

/** A model may think for so long before it says anything. */
const SILENT_MS = 60_000;

function timeout({ timeoutMs }: ClientFacts, idleMs: number): readonly Finding[] {
  if (timeoutMs === undefined || timeoutMs >= Math.min(idleMs, SILENT_MS)) return [];
  const says = `${timeoutMs} ms: an answer that is silent for longer ends, and is asked for anew`;
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
