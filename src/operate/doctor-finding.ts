export type Topic =
  | "network"
  | "credentials"
  | "permissions"
  | "models"
  | "SDK settings"
  | "spillway settings"
  | "clock"
  | "machine";

/**
 * One thing that was examined.
 *
 * - `ok`
 * - `warning`: calls work, but less well than they could, or a tool of ours lacks something.
 * - `failed`: calls will fail.
 * - `unknown`: it could not be found out; `says` tells why.
 */
export interface Finding {
  readonly topic: Topic;
  /** What was looked at, in as few words as a table has room for. */
  readonly subject: string;
  readonly region?: string | undefined;
  readonly state: "ok" | "warning" | "failed" | "unknown";
  readonly says: string;
  /** What to do about it. */
  readonly todo?: string | undefined;
}

/** Topics whose judgements take answers of AWS, each with a subject for all of it. */
const ASKED = { credentials: "identity", clock: "time", permissions: "all", models: "all" } as const;

/** That topics were not examined, and why: none is left out without a word. */
export const notTried = (topics: readonly (keyof typeof ASKED)[], why: string): readonly Finding[] =>
  topics.map((topic) => ({ topic, subject: ASKED[topic], state: "unknown", says: `not tried: ${why}` }));

/** Makes the findings of one topic. */
export const about =
  (topic: Topic) =>
  (
    subject: string,
    state: Finding["state"],
    says: string,
    more: Pick<Finding, "todo" | "region"> = {},
  ): Finding => ({ topic, subject, state, says, ...more });
