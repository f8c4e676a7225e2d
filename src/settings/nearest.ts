/** Beyond this a name is no misspelling, and comparing it would only take time. */
const LONGEST = 100;

/** Edits from one name to the other; swapping two neighbours counts as one, being the most common slip. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const edits = [at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + same];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) edits.push(at(before, column - 2) + 1);
      current.push(Math.min(...edits));
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;

/** What names begin with alike: it is no likeness that counts. */
const PREFIX = /^SPILLWAY_(RUN_)?/;

/** `did you mean window.max?`, or where to look where nothing known is really like the name. */
export function suggestion(
  name: string,
  known: readonly string[],
  otherwise = "docs/tuning.md has all names.",
): string {
  const lower = name.slice(0, LONGEST).toLowerCase();
  let nearest = "";
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < fewest) {
      nearest = candidate;
      fewest = edits;
    }
  }
  const isLike = fewest <= nearest.replace(PREFIX, "").length / 3;
  return isLike ? `did you mean ${nearest}?` : otherwise;
}
