import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { assemble, type Contestant } from "./contestants.js";
import { type Form, type Load, MODEL_ID, type Prompt } from "./load.js";
import { type FormResult, resultOf } from "./result.js";

/** A form while it runs. */
export interface Race {
  readonly form: Form;
  readonly calls: number;
  readonly contestants: readonly Contestant[];
  elapsedMs(): number;
}

/** Looks at a race from time to time. */
export interface View {
  readonly everyMs: number;
  show(race: Race): void;
  /** The race is over: shows it a last time. */
  done(race: Race): void;
}

const command = ({ prompt, maxTokens }: Prompt): ConverseCommand =>
  new ConverseCommand({
    modelId: MODEL_ID,
    messages: [{ role: "user", content: [{ text: prompt }] }],
    inferenceConfig: { maxTokens },
  });

async function call(contestant: Contestant, prompt: Prompt, stop: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  try {
    await contestant.client.send(command(prompt), { abortSignal: stop });
    contestant.answeredMs.push(performance.now() - startedAt);
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    contestant.errors.set(name, (contestant.errors.get(name) ?? 0) + 1);
  }
}

async function run(contestant: Contestant, prompts: readonly Prompt[], stop: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  await Promise.all(prompts.map((prompt) => call(contestant, prompt, stop)));
  contestant.tookMs = performance.now() - startedAt;
}

/** Sends all prompts through all clients, at the same time. */
export async function runForm(
  form: Form,
  load: Load,
  seed: number,
  view: View,
  stop: AbortSignal,
): Promise<FormResult> {
  const contestants = await assemble(form, load, seed);
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  const race: Race = { form, calls: load.prompts.length, contestants, elapsedMs };
  const timer = setInterval(() => view.show(race), view.everyMs);
  try {
    await Promise.all(contestants.map((contestant) => run(contestant, load.prompts, stop)));
    view.done(race);
    return resultOf(form, load.prompts.length, contestants);
  } finally {
    clearInterval(timer);
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
}
