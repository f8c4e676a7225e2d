import Table from "cli-table3";
import type { ClientResult, FormResult } from "./result.js";

const seconds = (ms: number | null): string => (ms === null ? "-" : `${(ms / 1000).toFixed(1)} s`);

function row(result: ClientResult): (string | number)[] {
  const { client, answered, failed, attempts, rejected, p50Ms, p99Ms } = result;
  const refused = `${rejected} of ${attempts}`;
  return [client, answered, failed, refused, seconds(p50Ms), seconds(p99Ms), result.seconds.toFixed(1)];
}

/** The figures of one form. */
export function table({ clients }: FormResult): string {
  const head = ["client", "answered", "failed", "attempts rejected", "p50", "p99", "seconds"];
  const colAligns = head.map((_, i) => (i === 0 ? "left" : "right") as "left" | "right");
  const result = new Table({ head, colAligns, style: { head: [], border: [] } });
  for (const client of clients) result.push(row(client));
  return result.toString();
}

const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

const bareOf = ({ clients }: FormResult): readonly ClientResult[] =>
  clients.filter(({ governed }) => !governed);

function seen(form: FormResult): string {
  const { calls, slots, full, clients } = form;
  const status = full === "tooManyRequests" ? 429 : 503;
  const bare = bareOf(form).map(({ client, answered }) => `${client}: ${share(answered, calls)}`);
  const governed = clients
    .filter((each) => each.governed)
    .map(({ client, answered, rejected, attempts }) => {
      return `${client}: ${share(answered, calls)}, with ${rejected} of ${attempts} attempts rejected`;
    });
  return `${calls} calls at once for ${slots} slots, ${status} when full. Answered: ${[...bare, ...governed].join("; ")}.`;
}

/** True where it was so: with a load that the SDK's budget can carry, more attempts do help. */
function budgetNote(forms: readonly FormResult[]): string {
  const close = forms.every((form) => {
    const [first, second] = bareOf(form);
    return first && second && second.answered - first.answered < form.calls / 10;
  });
  return close
    ? "More attempts alone help little: all calls of an SDK client share one retry budget, and such a burst empties it.\n"
    : "";
}

/** What was seen and how to go on, in plain sentences. */
export function conclusion(forms: readonly FormResult[]): string {
  return `${forms.map(seen).join("\n")}
${budgetNote(forms)}p50 and p99 are those of answered calls: a call that waits for its turn takes longer than one that gives up.

How to go on: README.md shows the one line that it takes; npx spillway simulate is the pretend Bedrock
for a client of your own; npm run demo -- --help shows what else this demo can do.
`;
}
