import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { createSimulator, type Fault, VirtualClock, type WordingName } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, failure } from "../simulator/helpers.js";

export interface Thrown {
  readonly error: unknown;
  /** `send`: the call itself failed; `iterator`: it failed while its stream was read. */
  readonly from: "send" | "iterator";
}

/** The bare client, one attempt, at a simulator in which this goes wrong. */
function faulty(fault: Fault): { clock: VirtualClock; client: BedrockRuntimeClient } {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    clock,
    defaults: { service: { sigma: 0 }, networkMs: 0, faults: [fault] },
  });
  return { clock, client: clientOf({ requestHandler: simulator.handler() }) };
}

/** What the real SDK throws from Converse when the service answers in this wording. */
export async function thrownByConverse(fault: WordingName): Promise<unknown> {
  const { clock, client } = faulty({ fault });
  return clock.run(() => failure(client.send(converse())));
}

/** What the real SDK throws from ConverseStream, and where. */
export async function thrownByStream(fault: WordingName, where: Fault["where"]): Promise<Thrown> {
  const { clock, client } = faulty({ fault, where });
  return clock.run(async () => {
    const answer = await client.send(converseStream()).catch((error: unknown) => ({ error }));
    if ("error" in answer) return { error: answer.error, from: "send" as const };
    return { error: await failure(collect(answer.stream)), from: "iterator" as const };
  });
}
