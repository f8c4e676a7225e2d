import { type Heard, hear, isWholeConverse, isWholeInvoke, isWholeStream, nothingHeard } from "./answers.js";
import { pause } from "./pause.js";
import type { Plan } from "./plan.js";

/** What came of an answer: a word for the table, and whether it was as whole as it said. */
export interface Consumed {
  readonly kind: string;
  readonly whole: boolean;
  /** What there was of it, for those who look into why it is not. */
  readonly heard?: Heard;
}

type Event = Parameters<typeof hear>[1];
type Events = AsyncIterable<Event>;

/** Holds on to a stream that nobody will read. */
export type Keep = (stream: AsyncIterable<unknown>) => void;

const left = (kind: string): Consumed => ({ kind, whole: true });
const answered = (whole: boolean): Consumed => ({ kind: "answer", whole });

/** Does with an answer what the plan says. */
export async function consume(plan: Plan, answer: unknown, keep: Keep): Promise<Consumed> {
  const { operation } = plan;
  // What each command answers with.
  const output = answer as never;
  if (operation === "countTokens") return answered(true);
  if (operation === "converse") return answered(isWholeConverse(output));
  if (operation === "invoke") return answered(isWholeInvoke(output));
  const { stream, body } = answer as Record<"stream" | "body", Events | undefined>;
  const events = stream ?? body;
  return events === undefined ? answered(false) : read(plan, events, keep);
}

async function read(plan: Plan, events: Events, keep: Keep): Promise<Consumed> {
  switch (plan.consumer) {
    case "dropped":
      return left("stream dropped");
    case "kept":
      keep(events);
      return left("stream kept unread");
    case "halfDropped":
      return halfRead(events, plan.events);
    default:
      return readOn(plan, events);
  }
}

async function halfRead(events: Events, most: number): Promise<Consumed> {
  const iterator = events[Symbol.asyncIterator]();
  for (let i = 0; i < most; i++) await iterator.next();
  return left("stream half read");
}

async function readOn({ consumer, events: most }: Plan, events: Events): Promise<Consumed> {
  const heard: Heard = nothingHeard();
  let more = consumer === "early" ? most : Number.POSITIVE_INFINITY;
  for await (const event of events) {
    hear(heard, event);
    if (more-- <= 0) return left("stream left early");
    if (consumer === "slow") await pause(2);
  }
  return { ...answered(isWholeStream(heard)), heard };
}
