import { field } from "../field.js";
import { CREDENTIAL_NAMES } from "./names.js";

/** Whether nobody is known who asks: there are no credentials, or none that are good any more, for the next call either. */
export const isUnknownCaller = (error: unknown): boolean =>
  CREDENTIAL_NAMES.has(String(field(error, "name")).toLowerCase());
