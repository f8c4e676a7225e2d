import { field } from "../field.js";

/** For `.catch`: undefined where a file is not there. @throws what else is wrong with it */
export const absent = (error: unknown): undefined => {
  if (field(error, "code") !== "ENOENT") throw error;
};
