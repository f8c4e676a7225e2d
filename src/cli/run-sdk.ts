import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { field } from "../field.js";

const PACKAGE = "@aws-sdk/client-bedrock-runtime";

export type Sdk = typeof import("@aws-sdk/client-bedrock-runtime");

const isMissing = (error: unknown): boolean =>
  ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(String(field(error, "code")));

/** Keeps the SDK from saying, to who only tries this out, that it will leave older versions of Node. */
export function hushNotice(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
}

/** The one beside this command; where there is none, that of the folder in which it was called. */
export async function loadSdk(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-bedrock-runtime");
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    const found = createRequire(join(process.cwd(), "anywhere.js")).resolve(PACKAGE);
    const loaded = (await import(pathToFileURL(found).href)) as Sdk & { readonly default?: Sdk };
    return loaded.ConverseCommand === undefined && loaded.default !== undefined ? loaded.default : loaded;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new Error(`${PACKAGE} is not installed here: npm install ${PACKAGE}`);
  }
}
