import { field, nameOfThrown } from "../field.js";
import { isUnknownCaller } from "../outcome/credentials.js";
import { about, type Finding } from "./doctor-finding.js";
import { masked, said } from "./said.js";

const finding = about("credentials");

/** What became of asking STS who we are. */
export type Identity =
  | { readonly known: true; readonly account: unknown; readonly arn: unknown }
  | { readonly known: false; readonly error: unknown };

const TODO: Readonly<Record<string, string>> = {
  CredentialsProviderError: "sign in (aws sso login), or set AWS_PROFILE or the variables for credentials",
  TokenProviderError: "sign in anew (aws sso login)",
  ExpiredToken: "sign in anew: they have expired",
  ExpiredTokenException: "sign in anew: they have expired",
  InvalidClientTokenId: "the key id is unknown to AWS: is it of another partition, or deleted?",
  SignatureDoesNotMatch: "the secret key does not belong to the key id",
  RequestExpired: "set the clock of this machine (NTP)",
};

/** `assumed-role/app` of an ARN: the session's name after it may be a person's. */
const who = (arn: string): string =>
  masked(arn.split(":").slice(5).join(":").split("/").slice(0, 2).join("/"));

export function examineIdentity(identity: Identity): Finding {
  if (identity.known) {
    const { account, arn } = identity;
    const name = typeof arn === "string" ? who(arn) : "";
    return finding("identity", "ok", `account ${masked(String(account))}${name && `, ${name}`}`);
  }
  const { error } = identity;
  if (field(error, "code") === "PEER_MISSING") return finding("identity", "unknown", said(error));
  const todo = TODO[nameOfThrown(error)] ?? "see whether STS can be reached from here";
  return finding("identity", "failed", said(error), { todo });
}

/** Whether no other call can do better: nobody is who asks. */
export const isNobody = (identity: Identity): boolean => !identity.known && isUnknownCaller(identity.error);
