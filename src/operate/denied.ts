import { field, nameOfThrown } from "../field.js";

/** What a refusal for want of permission says. */
export interface Denied {
  /** As `bedrock:InvokeModel`; undefined where the service does not say it. */
  readonly action: string | undefined;
  /** Who said no. */
  readonly by: "no policy" | "policy" | "organization" | "boundary" | "session" | "endpoint" | "unknown";
}

/** Wordings of IAM, in the order in which they are tried. */
const BY: readonly (readonly [RegExp, Denied["by"]])[] = [
  [/service control policy|resource control policy/i, "organization"],
  [/permissions boundary/i, "boundary"],
  [/session policy/i, "session"],
  [/VPC endpoint policy/i, "endpoint"],
  [/because no [\w-]+ policy allows/i, "no policy"],
  [/explicit deny/i, "policy"],
];

const NAMES: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedException",
  "UnauthorizedOperation",
  "DependencyAccessDeniedException",
]);

/** Undefined for any other error. */
export function deniedOf(error: unknown): Denied | undefined {
  if (!NAMES.has(nameOfThrown(error))) return undefined;
  const message = String(field(error, "message") ?? "");
  const action = /not authorized to perform: ([a-z0-9-]+:\w+)/.exec(message)?.[1];
  return { action, by: BY.find(([pattern]) => pattern.test(message))?.[1] ?? "unknown" };
}

const REMEDIES: Readonly<Record<Denied["by"], string>> = {
  "no policy": "allow it in a policy of this user or role",
  policy: "a policy denies it explicitly: take that out, an allowance does not help",
  organization: "a policy of the organization denies it: only its administrators can change that",
  boundary: "the permissions boundary of this user or role has to allow it",
  session: "the session's policy has to allow it",
  endpoint: "the policy of the VPC endpoint has to allow it",
  unknown: "allow it in a policy of this user or role",
};

export const remedyOf = ({ by }: Denied): string => REMEDIES[by];
