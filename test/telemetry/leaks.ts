import { wordings } from "spillway/simulator";
import { ODD_CODE, SECRETS } from "./app/secrets.js";

/** Texts of the service's errors, up to where they name a model. */
const MESSAGES = Object.values(wordings)
  .map(({ message }) => message.split("{model}")[0]?.trim() ?? "")
  .filter((message) => message.length > 10);

/** All that must not be told. */
const HIDDEN: readonly string[] = [
  ...Object.values(SECRETS),
  // An odd name of an error, whole, and as the SDK cuts it.
  ODD_CODE,
  ...ODD_CODE.split(":").slice(0, 1),
  ...MESSAGES,
];

const FORMS = ["utf8", "base64", "base64url", "hex"] as const;

const isIn = (text: string, place: Buffer): boolean =>
  FORMS.some((form) => place.includes(Buffer.from(text).toString(form)));

/** What is found of these texts, as it is or encoded. */
export const found = (texts: readonly string[], places: readonly (Buffer | string)[]): string[] =>
  texts.filter((text) => places.some((place) => isIn(text, Buffer.from(place))));

/** What is found that must not be told: of that list, and of the answers that this application got. */
export const leaks = (answers: readonly string[], ...places: readonly (Buffer | string)[]): string[] =>
  found([...HIDDEN, ...answers], places);
