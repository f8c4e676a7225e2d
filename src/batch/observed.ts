import { nameOfThrown } from "../field.js";
import { warn } from "../warn.js";

/** Makes of observers what can't hurt the batch: of what they throw the first is told to the operator, by its name. */
export function observing(): (tell: () => unknown) => void {
  let told = false;
  const report = (error: unknown): void => {
    if (!told) warn(`an observer of a batch threw ${nameOfThrown(error)}: the batch goes on.`);
    told = true;
  };
  return (tell) => {
    try {
      const result = tell();
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
}
