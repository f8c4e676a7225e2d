import { type Command, Option } from "commander";
import { count } from "../operate/figures.js";
import {
  type OpenRequest,
  openRequest,
  proposeRaise,
  type RaiseOutcome,
  type RaiseProposal,
  raiseQuota,
} from "../operate/raise.js";
import { quotasClient, readQuotas } from "../operate/read.js";
import { unread } from "../operate/unread.js";
import type { ServiceQuotasClient } from "../quotas/client.js";
import { exitCodes, FAILED } from "./exit.js";
import { modelsOption, numberFlag, regionsOption } from "./flags.js";
import { print } from "./print.js";
import { nameOption, namesOf } from "./quotas-flags.js";
import { regionsFor } from "./regions.js";

interface Flags {
  readonly model: string[];
  readonly to: number;
  readonly of: keyof typeof KINDS;
  readonly regions?: string[];
  readonly name?: string;
  readonly yes?: true;
  readonly json?: true;
}

const KINDS = { tokens: "tokensPerMinute", requests: "requestsPerMinute" } as const;

const HELP = `
Examples:
  $ spillway quotas raise --model us.anthropic.claude-sonnet-4-5-20250929-v1:0 --to 2000000
  $ spillway quotas raise --model amazon.nova-lite-v1:0 --of requests --to 4000 --regions us-east-1
  $ spillway quotas raise --model amazon.nova-lite-v1:0 --of requests --to 4000 --yes

Nothing is asked without --yes. Increases of Bedrock are looked at by people,
who may open a support case and ask what for; it may take days. Besides the
permissions of quotas it takes servicequotas:RequestServiceQuotaIncrease, and
servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota to see whether a
request is open.
${exitCodes("it was in vain, or something could not be read (no region, no\n     credentials, no network, no permission)", "it has asked, or would with --yes")}`;

/** Adds the command `quotas raise`: asks for more. */
export function addRaise(quotas: Command): void {
  quotas
    .command("raise")
    .description("Shows what a request for more would ask for; asks with --yes.")
    .addOption(modelsOption("models or profiles, with commas between").makeOptionMandatory())
    .addOption(
      new Option("--to <n>", "what to ask for, per minute")
        .argParser(numberFlag({ min: 0, above: true }))
        .makeOptionMandatory(),
    )
    .addOption(new Option("--of <unit>", "tokens or requests").choices(Object.keys(KINDS)).default("tokens"))
    .addOption(regionsOption())
    .addOption(nameOption())
    .option("--yes", "ask")
    .option("--json", "print JSON lines")
    .addHelpText("after", HELP)
    .action(raise);
}

async function raise(flags: Flags): Promise<void> {
  const names = namesOf(flags.name, flags.model);
  const regions = await regionsFor(flags.regions, await quotasClient(undefined));
  for (const region of regions) {
    const client = await quotasClient(region);
    try {
      const { quotas } = await readQuotas({ client }).catch((error: unknown) => {
        throw new Error(unread(`The quotas of ${region}`, error), { cause: error });
      });
      for (const modelId of flags.model) {
        const proposal = proposeRaise(quotas, { modelId, kind: KINDS[flags.of], to: flags.to, names });
        await raiseOne(client, region, proposal, flags);
      }
    } finally {
      client.destroy();
    }
  }
}

async function raiseOne(
  client: ServiceQuotasClient,
  region: string,
  proposal: RaiseProposal,
  { yes, json }: Flags,
): Promise<void> {
  const say = (text: string): void => {
    if (json !== true) print(`${text}\n`);
  };
  say(shown(region, proposal));
  const outcome = yes === true ? await raiseQuota(client, proposal) : await foreseen(client, proposal);
  say(`  ${described(outcome)}`);
  if (json === true) print(`${JSON.stringify({ region, ...proposal, ...outcome })}\n`);
  if (outcome.outcome !== "asked" && outcome.outcome !== "notAsked") process.exitCode = FAILED;
}

type Foreseen = RaiseOutcome | { readonly outcome: "notAsked" };

/** What would come of it, as far as can be seen without asking. */
async function foreseen(client: ServiceQuotasClient, { quota }: RaiseProposal): Promise<Foreseen> {
  if (!quota.adjustable) return { outcome: "notAdjustable" };
  const request = await openRequest(client, quota.code);
  return request === undefined ? { outcome: "notAsked" } : { outcome: "open", request };
}

const number = (value: number | undefined): string => (value === undefined ? "not told" : count(value));

const shown = (region: string, { quota, to }: RaiseProposal): string =>
  `${region}  ${quota.code}
  ${quota.name}
  applied ${number(quota.applied)}, default ${number(quota.default)}; to ask for: ${number(to)}`;

function described(outcome: Foreseen): string {
  switch (outcome.outcome) {
    case "notAsked":
      return "Nothing was asked. --yes asks.";
    case "asked":
      return `Asked: ${request(outcome.request)}. People decide; it may take days.`;
    case "open":
      return `Nothing was asked: ${outcome.request === undefined ? "a request is open already" : `one is open already, ${request(outcome.request)}`}. A quota has one at a time.`;
    case "notAdjustable":
      return "Nothing was asked: this quota can't be raised. Ask your account team, or use another profile or region.";
    case "tooManyOpen":
      return "Refused: too many requests are open in this account (20, or 2 in an opt-in region). Wait until some are decided.";
    case "denied":
      return `Denied: it takes the permission ${outcome.permission}.`;
  }
}

const request = ({ id, status, to }: OpenRequest): string =>
  `request ${id ?? "without an id"} for ${number(to)}, ${status ?? "status not told"}`;
