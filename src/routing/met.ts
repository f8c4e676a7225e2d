import type { Route } from "./route.js";

/** What a call has met at a place. */
interface Meeting {
  readonly failures: number;
  readonly notBefore: number;
  /** It will not serve this call. */
  readonly out: boolean;
}

const NOTHING: Meeting = { failures: 0, notBefore: Number.NEGATIVE_INFINITY, out: false };

/** What one call has met at each of its places. */
export class Met {
  readonly #places = new Map<Route, Meeting>();

  at(route: Route): Meeting {
    return this.#places.get(route) ?? NOTHING;
  }

  /** It may be tried there again from then on. */
  failed(route: Route, notBefore: number): void {
    this.#note(route, { failures: this.at(route).failures + 1, notBefore, out: false });
  }

  /** It will not be served there. */
  ruledOut(route: Route): void {
    const notBefore = Number.POSITIVE_INFINITY;
    this.#note(route, { failures: this.at(route).failures + 1, notBefore, out: true });
  }

  #note(route: Route, meeting: Meeting): void {
    this.#places.set(route, meeting);
  }
}
