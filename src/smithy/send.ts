import type { FinalizeHandlerOutput, HandlerExecutionContext, MetadataBearer } from "@smithy/types";
import { invalidSetting } from "../errors.js";
import { publicModel } from "../public-model.js";
import { drawn } from "../routing/places.js";
import type { Route } from "../routing/route.js";
import { isBound, isMovable } from "./bound.js";
import { record } from "./context.js";
import type { Call, Governor } from "./governor.js";
import { commandOf, invocationIdOf, relay } from "./relay.js";
import { withModel } from "./retarget.js";
import type { Siblings } from "./siblings.js";

/** One call at its place in the stack: what all its attempts have in common. */
export interface Sending<Output extends MetadataBearer> {
  readonly governor: Governor;
  /** Of the client that the call was made with. */
  readonly siblings: Siblings;
  readonly call: Call;
  readonly context: HandlerExecutionContext;
  readonly input: unknown;
  readonly request: unknown;
  /** Sends it on its way at home; `instead`: what takes the place of its arguments, or is added to them. */
  readonly next: (instead?: object) => Promise<FinalizeHandlerOutput<Output>>;
}

/**
 * The places that may serve this call. One that is bound to what it names has its home only.
 *
 * @throws SpillwayError `INVALID_SETTING` where another region can't be reached: the client is not known, or has an
 * endpoint of its own that says nothing of other regions
 */
export function routesOf<Output extends MetadataBearer>(sending: Sending<Output>): readonly Route[] {
  const { governor, siblings, call, input, request } = sending;
  const { lane, service, operation } = call;
  if (!isMovable(operation)) return [governor.home(lane)];
  const routes = governor.routes(service, operation, lane);
  if (routes.length === 1) return routes;
  if (isBound(operation, lane.name.model, input)) return [governor.home(lane)];
  const { region } = lane.name;
  const away = routes.find((route) => route.region !== region);
  if (away !== undefined) siblings.check(away.region, { region, hostname: record(request).hostname });
  return drawn(routes, governor.random);
}

/**
 * Sends one attempt where it is to go: at home as it is, with another model id, or through another region's client.
 *
 * @param mark what its arguments shall bear
 */
export function send<Output extends MetadataBearer>(
  sending: Sending<Output>,
  route: Route,
  attempt: number,
  mark?: object,
): Promise<FinalizeHandlerOutput<Output>> {
  const { call, next } = sending;
  if (route.home) return next(mark);
  if (route.region !== call.lane.name.region) return away(sending, route, attempt, mark);
  const request = withModel(sending.request, route.model);
  if (request === undefined) throw invalidSetting(unmovable(route));
  return next({ ...mark, input: { ...record(sending.input), modelId: route.model }, request });
}

async function away<Output extends MetadataBearer>(
  { governor, siblings, call, context, input, request }: Sending<Output>,
  { region, model }: Route,
  attempt: number,
  mark: object | undefined,
): Promise<FinalizeHandlerOutput<Output>> {
  const command = commandOf(context);
  if (command === undefined) throw invalidSetting(unmovable({ region, model }));
  const { maxAttempts } = governor.settings.retry;
  const stamp = { invocationId: invocationIdOf(request), attempt, maxAttempts };
  const errand = { command, input, signal: call.signal, region, modelId: model, stamp, mark };
  return relay<Output>(siblings.for(region), errand);
}

const unmovable = ({ region, model }: { readonly region: string; readonly model: string }): string =>
  `regions, targets: this call can't be sent to ${publicModel(model)} in ${region}: this version of the SDK shows neither its command nor a path that names its model. Leave that target out.`;
