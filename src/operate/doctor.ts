import type { Environment } from "../settings/environment.js";
import { namedVariables } from "../settings/environment.js";
import { resolveSettings } from "../settings/resolve.js";
import type { Settings } from "../settings/settings.js";
import { examineClient, lookAtClient } from "./doctor-client.js";
import { examineClock } from "./doctor-clock.js";
import { doorsOf, type InvokeNothing, identify, resolveSdk } from "./doctor-doors.js";
import { type Finding, notTried } from "./doctor-finding.js";
import { examineIdentity, isNobody } from "./doctor-identity.js";
import { examineMachine, type Machine } from "./doctor-machine.js";
import { examineRegion } from "./doctor-region.js";
import { examineSdk, SDK_VARIABLES } from "./doctor-sdk.js";
import { examineSettings, type OwnSettings } from "./doctor-settings.js";
import { regionsOf } from "./regions.js";
import { isUnreachable } from "./unreachable.js";

const NO_REGION = "no region is known";
const NOBODY = "AWS does not know who asks";

/** What the doctor is to look at. */
export interface Examination {
  /** Ids; none: nothing of models but how many there are. */
  readonly models: readonly string[];
  /** None: those that the settings name, else the SDK's own. */
  readonly regions: readonly string[];
  /** An application's own client, in an object so that a bad one can be told from none. */
  readonly client?: { readonly exported: unknown } | undefined;
  readonly machine: Machine;
  /** undefined: nothing is to be sent to a model. */
  readonly invoke: InvokeNothing | undefined;
  /** Instead of the process's own. */
  readonly environment?: Environment | undefined;
}

/** Those that count, or the defaults where what is set can't be used. */
const countingSettings = ({ settings }: OwnSettings): Settings =>
  settings ?? resolveSettings(undefined, { environment: {} }).settings;

/** Asks everything that costs nothing, and judges by the answers. It never throws what AWS says: that is a finding. */
export async function examine(exam: Examination): Promise<readonly Finding[]> {
  const variables = namedVariables(SDK_VARIABLES, exam.environment);
  const own = examineSettings({ environment: exam.environment });
  const resolved = await resolveSdk(variables);
  const facts = exam.client && (await lookAtClient(exam.client.exported));
  const regions = regionsOf(exam.regions, own.settings?.regions ?? [], facts?.region ?? resolved.region);
  const { window, streams } = countingSettings(own);
  const measures = { windowMax: window.max, idleMs: streams.idleMs };
  const client = exam.client && examineClient(facts, measures);
  const here = [
    ...examineSdk(resolved, variables, regions),
    ...(client ?? []),
    ...own.findings,
    ...examineMachine(exam.machine, measures.windowMax),
  ];
  const [first] = regions;
  if (first === undefined)
    return [...notTried(["credentials", "clock", "permissions", "models"], NO_REGION), ...here];
  const { identity, time } = await identify(first);
  const who = [examineIdentity(identity), examineClock(time)];
  if (isNobody(identity) && !variables.has("AWS_BEARER_TOKEN_BEDROCK"))
    return [...who, ...notTried(["permissions", "models"], NOBODY), ...here];
  const there = await Promise.all(
    regions.map((region) => {
      const doors = doorsOf(region);
      return examineRegion({ region, models: exam.models, doors, invoke: exam.invoke }).finally(doors.close);
    }),
  );
  // Where nothing came through, that nobody told who we are has the same cause.
  const isDown = there.every((findings) => findings.some(({ topic }) => topic === "network"));
  const known = isDown && !identity.known && isUnreachable(identity.error) ? [] : who;
  return [...known, ...there.flat(), ...here];
}
