import type { ClientResult, FormResult } from "./result.js";
import { wrap } from "./screen.js";

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

const GO_ON = [
  "How to go on: README.md shows the one line that it takes; npx spillway simulate is the pretend Bedrock",
  "for a client of your own; npm run demo -- --help shows what else this demo can do.",
];

/** What was seen and how to go on, in plain sentences. */
export function conclusion(forms: readonly FormResult[], room: number): string {
  const goOn = GO_ON.join(Number.isFinite(room) ? " " : "\n");
  const text = `${forms.map(seen).join("\n")}
${budgetNote(forms)}p50 and p99 are those of answered calls: a call that waits for its turn takes longer than one that gives up.

${goOn}
`;
  return wrap(text, room);
}
