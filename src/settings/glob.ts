/**
 * Whether `id` matches a pattern in which `*` stands for any text, none too.
 *
 * Without a regular expression: one made of a user's pattern can take very long on a hostile id.
 */
export function matches(pattern: string, id: string): boolean {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  if (tail === undefined) return pattern === id;
  if (!id.startsWith(head) || !id.endsWith(tail) || id.length < head.length + tail.length) return false;
  let from = head.length;
  const end = id.length - tail.length;
  for (const part of rest) {
    const found = id.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

const literalLength = (pattern: string): number => pattern.replaceAll("*", "").length;

/** Sorts from the least to the most specific: more literal text wins, then fewer stars. */
export const bySpecificity = (a: string, b: string): number =>
  literalLength(a) - literalLength(b) || b.length - a.length;
