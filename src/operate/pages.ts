/** Some times more than any account needs: who answers with more pages never comes to an end. */
const MOST_PAGES = 500;

/** The pages of a listing, until there are too many to be true. */
export async function* bounded<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  let read = 0;
  for await (const page of pages) {
    yield page;
    if (++read === MOST_PAGES) return;
  }
}
