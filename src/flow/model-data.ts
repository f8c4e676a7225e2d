/**
 * What a model's family means for token quotas, as data: the service reserves input + max tokens at the start (the
 * model's maximum where the request names none), and settles output at a multiple.
 *
 * The rates have changed three times within a year; the first row that matches counts, and the settings
 * `quota.outputWeight` and `quota.maxOutputTokens` count before it. Embedding models write no tokens at all.
 */
interface Family {
  readonly pattern: RegExp;
  readonly maxOutputTokens: number;
  readonly outputWeight: number;
}

/** Where {@link FAMILIES} comes from. */
export const FAMILIES_SOURCE = {
  source: 'Amazon Bedrock user guide, "How tokens are counted" (token burndown), and the model cards',
  read: "2026-11",
};

export const FAMILIES: readonly Family[] = [
  { pattern: /embed/, maxOutputTokens: 0, outputWeight: 1 },
  { pattern: /claude-[a-z]+-4-8/, maxOutputTokens: 64_000, outputWeight: 15 },
  { pattern: /claude-(opus|sonnet|fable)-5/, maxOutputTokens: 64_000, outputWeight: 10 },
  { pattern: /gpt-5[.-]6/, maxOutputTokens: 64_000, outputWeight: 10 },
  { pattern: /claude-opus-4/, maxOutputTokens: 32_000, outputWeight: 5 },
  { pattern: /claude-(sonnet|haiku)-4|claude-3-7/, maxOutputTokens: 64_000, outputWeight: 5 },
  { pattern: /claude-3-5/, maxOutputTokens: 8192, outputWeight: 5 },
  { pattern: /anthropic\.claude/, maxOutputTokens: 4096, outputWeight: 5 },
  { pattern: /amazon\.nova/, maxOutputTokens: 10_000, outputWeight: 1 },
];

export const OTHERS = { maxOutputTokens: 8192, outputWeight: 1 };

export function modelData(modelId: string): Omit<Family, "pattern"> {
  const { maxOutputTokens, outputWeight } = FAMILIES.find(({ pattern }) => pattern.test(modelId)) ?? OTHERS;
  return { maxOutputTokens, outputWeight };
}
