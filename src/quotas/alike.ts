/** Says nothing of the model: a date, a version of the id, the name of who made it twice. */
const NOISE = /^(\d{8}|v\d+|v\d+:\d+)$/;

/** `anthropic.claude-opus-4-8-20260801-v1:0` and `Anthropic Claude Opus 4.8 V1` become the same. */
const words = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^a-z0-9:]+/)
    .filter((word) => word !== "" && !NOISE.test(word))
    .join(" ");

/** Whether a name reads as an id does. Good for a hint and no more: names do not follow from ids. */
export const readsAlike = (id: string, name: string): boolean => words(id) === words(name);
