/** A URL without what may be a secret in it: names, passwords, paths and queries. */
export function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return "what is no URL";
  }
}
