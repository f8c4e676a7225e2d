import type { AsyncLocalStorage } from "node:async_hooks";
import { invalidSetting } from "../errors.js";
import type { CallSettings } from "./call-settings.js";

/** Under one name for all copies of this package in a process (ESM beside CJS). */
const KEY = Symbol.for("spillway.calls");

const shared = globalThis as { [KEY]?: AsyncLocalStorage<CallSettings> };

/** What holds for calls made here; undefined where nobody has said anything. */
export const ambient = (): CallSettings | undefined => shared[KEY]?.getStore();

/** @throws SpillwayError `INVALID_SETTING` in a runtime without AsyncLocalStorage */
export function within<Result>(settings: CallSettings, fn: () => Result): Result {
  shared[KEY] ??= opened();
  return shared[KEY].run(settings, fn);
}

function opened(): AsyncLocalStorage<CallSettings> {
  // Not imported, since this package loads where there is no Node, too.
  const hooks = globalThis.process?.getBuiltinModule?.("node:async_hooks");
  if (hooks === undefined) {
    throw invalidSetting("withCalls needs AsyncLocalStorage, which this runtime does not have: use withCall");
  }
  return new hooks.AsyncLocalStorage();
}
