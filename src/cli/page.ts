/** Where words go: a stream, or what stands for one. */
export interface Page {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Writes events for programs, one a line. */
export const eventLines =
  (page: Page) =>
  (event: string, rest: object): void => {
    page.write(`${JSON.stringify({ event, ...rest })}\n`);
  };
