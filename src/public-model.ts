/** Longer than any id that the service gives. */
const LONGEST = 200;

/**
 * A model's id as it may be told: in spans, warnings and errors. An ARN carries the account's number: only what names the
 * resource goes out. An id may be anything that an application lets its users write, so it is cut, and holds nothing that
 * would make two lines of one in a log.
 */
export function publicModel(model: string): string {
  const named = model.startsWith("arn:") ? model.split(":").slice(5).join(":") : model;
  const line = named.slice(0, LONGEST).replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, "�");
  return named.length > LONGEST ? `${line}…` : line;
}
