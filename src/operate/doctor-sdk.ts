import { about, type Finding } from "./doctor-finding.js";
import { originOf } from "./origin.js";
import type { SdkResolved } from "./resolved.js";

const finding = about("SDK settings");

/** Variables that are looked at. Some may hold secrets: of those only that they are set is told, or a URL's host. */
export const SDK_VARIABLES = [
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_RETRY_MODE",
  "AWS_MAX_ATTEMPTS",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_USE_FIPS_ENDPOINT",
  "AWS_BEARER_TOKEN_BEDROCK",
  "HTTPS_PROXY",
  "https_proxy",
] as const;

export type SdkVariables = ReadonlyMap<string, string>;

/** The SDK's own defaults, which do no harm. */
const USUAL = { retryMode: "standard", maxAttempts: 3 };

const origin = (variables: SdkVariables, name: string): string =>
  variables.has(name) ? name : "the shared configuration file";

function region(
  { region: found, unasked }: SdkResolved,
  variables: SdkVariables,
  regions: readonly string[],
): Finding {
  if (found !== undefined) return finding("region", "ok", found);
  const todo = "set AWS_REGION, or region in the profile";
  // Its rules are not ours to guess: the shared configuration file may name one.
  if (unasked !== undefined) return finding("region", "unknown", unasked);
  if (regions.length > 0)
    return finding("region", "warning", "none in the environment: clients must name it", { todo });
  const other = variables.get("AWS_DEFAULT_REGION") !== undefined;
  const says = other ? "none: this SDK does not read AWS_DEFAULT_REGION" : "none";
  return finding("region", "failed", says, { todo });
}

function retryMode({ retryMode: mode, unasked }: SdkResolved, variables: SdkVariables): Finding {
  if (mode === undefined) return finding("retry mode", "unknown", unasked ?? "the SDK did not say");
  const from = origin(variables, "AWS_RETRY_MODE");
  return mode === USUAL.retryMode
    ? finding("retry mode", "ok", mode)
    : finding("retry mode", "warning", `${mode} (${from}): it paces requests by a law of its own`, {
        todo: "take it out, or set it to standard: the window paces already",
      });
}

function attempts({ maxAttempts }: SdkResolved, variables: SdkVariables): readonly Finding[] {
  if (maxAttempts === undefined || maxAttempts === USUAL.maxAttempts) return [];
  const says = `${maxAttempts} (${origin(variables, "AWS_MAX_ATTEMPTS")}): does not count where spillway is`;
  const todo = "set SPILLWAY_RETRY_MAX_ATTEMPTS instead";
  return [finding("max attempts", "warning", says, { todo })];
}

function endpoints(variables: SdkVariables, regions: readonly string[]): readonly Finding[] {
  if (variables.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") === "true") return [];
  // The first that is set counts.
  const name = ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL"].find((one) => variables.has(one));
  return [name].flatMap((one) => {
    const url = one && variables.get(one);
    if (one === undefined || url === undefined) return [];
    const todo =
      regions.length > 1
        ? `endpointFor has to give one for each of ${regions.join(", ")}`
        : "take it out unless that is meant";
    return [finding(one, "warning", `every region goes to ${originOf(url)}`, { todo })];
  });
}

function others(variables: SdkVariables): readonly Finding[] {
  const found: Finding[] = [];
  if (variables.has("AWS_BEARER_TOKEN_BEDROCK")) {
    found.push(
      finding("API key", "ok", "AWS_BEARER_TOKEN_BEDROCK is set: calls use it, not the credentials"),
    );
  }
  if (variables.has("HTTPS_PROXY") || variables.has("https_proxy")) {
    found.push(
      finding("proxy", "warning", "HTTPS_PROXY is set, and the SDK does not look at it", {
        todo: "give the client a requestHandler that goes through the proxy, if there is no other way out",
      }),
    );
  }
  return found;
}

/** Settings of the SDK that fight with ours, as far as variables and the shared configuration file say. */
export const examineSdk = (
  resolved: SdkResolved,
  variables: SdkVariables,
  regions: readonly string[],
): readonly Finding[] => [
  region(resolved, variables, regions),
  retryMode(resolved, variables),
  ...attempts(resolved, variables),
  ...endpoints(variables, regions),
  ...others(variables),
];
