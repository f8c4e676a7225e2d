import { publicModel } from "../public-model.js";
import type { Lane } from "../routing/lane.js";
import type { WarnOnce } from "../warn.js";
import { readDemand } from "./demand.js";
import type { Call } from "./governor.js";

/**
 * Tokens to reserve for a call, at this moment: what is learned of the lane's texts may have changed since its last
 * attempt. Costs nothing where no token quota matters; otherwise the request is read once.
 */
export function tokensToReserve(
  call: Pick<Call, "demand"> & Partial<Pick<Call, "tokens">>,
  lane: Lane,
  { input, operation }: { readonly input: unknown; readonly operation: string },
  warnOnce: WarnOnce,
): number {
  if (!lane.countsTokens) return 0;
  if (call.tokens !== undefined) return call.tokens;
  call.demand ??= readDemand(input, operation);
  const tokens = lane.tokens.reserved(call.demand);
  if (call.demand.maxTokens === undefined && lane.tokens.maxOutputTokens > 0) {
    warnOnce(`max tokens of ${lane.name.model}`, () => reservesMaximum(lane, tokens));
  }
  return tokens;
}

function reservesMaximum(lane: Lane, tokens: number): string {
  const { maxOutputTokens } = lane.tokens;
  return (
    `A request for ${publicModel(lane.name.model)} names no max tokens, so ${maxOutputTokens} tokens of output are ` +
    `reserved for it until it is answered, ${tokens} with its input.${howMany(lane, tokens)} ` +
    "Name the max tokens that you need in each request; quota.maxOutputTokens says what is reserved without."
  );
}

/** How many such requests the lane's quotas have room for, where a quota is known. */
function howMany(lane: Lane, tokens: number): string {
  const { tokensPerMinute, tokensPerDay } = lane.snapshot().quotas;
  const [quota, per] = tokensPerMinute === undefined ? [tokensPerDay, "day"] : [tokensPerMinute, "minute"];
  if (quota === undefined) return "";
  return ` ${Math.floor(quota / tokens)} such requests fit in the ${Math.floor(quota)} tokens per ${per} of its quota.`;
}
