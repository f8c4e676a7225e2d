import { clientWith, pluginWith } from "./clients.js";
import { converse } from "./commands.js";
import { ODD_MODELS, oddHandler } from "./odd-handler.js";
import { SECRETS } from "./secrets.js";
import type { Steps } from "./steps.js";

/** A service that quotes what it should not, and a middleware that throws. */
export async function hostile(steps: Steps): Promise<void> {
  const plugin = pluginWith({ retry: { maxAttempts: 1 } });
  const odd = clientWith(plugin, { endpoint: "http://127.0.0.1:1", requestHandler: oddHandler });
  for (const model of ODD_MODELS) {
    const streams = /exception|unknown|error$/.test(model);
    await steps.step(model, [() => (streams ? steps.stream(odd, model) : steps.ask(odd, converse(model)))]);
  }
  const broken = clientWith(plugin);
  const breaks = async (): Promise<never> => {
    throw new Error(SECRETS.thrown);
  };
  broken.middlewareStack.add(() => breaks, { step: "deserialize", name: "breaks", priority: "low" });
  await steps.step("thrown", [() => steps.ask(broken, converse("odd.thrown"))]);
}
