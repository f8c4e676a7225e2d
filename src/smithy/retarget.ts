import { field } from "../field.js";

/** Where the inference operations name their model; the base path of a custom endpoint may stand before it. */
const PATH = /^(.*\/model\/)[^/]+(\/(?:converse|converse-stream|invoke|invoke-with-response-stream))$/;

/**
 * A copy of a serialised request that names another model id; the original stays as it is. To be made before the
 * request is signed, since the signature covers the path.
 *
 * @returns undefined for a request of another shape, which has to go where it says
 */
export function withModel(request: unknown, modelId: string): unknown {
  const path = field(request, "path");
  const [, before, after] = (typeof path === "string" && PATH.exec(path)) || [];
  const encoded = encode(modelId);
  if (before === undefined || after === undefined || encoded === undefined) return undefined;
  try {
    const copy: object = Object.assign(Object.create(Object.getPrototypeOf(request)), request);
    // Copied too: what signs the copy writes its headers.
    const { headers, query } = copy as { headers?: object; query?: object };
    return Object.assign(copy, {
      path: before + encoded + after,
      headers: { ...headers },
      query: { ...query },
    });
  } catch {
    return undefined;
  }
}

/** As the SDK writes a label of a path: all but letters, digits and `-_.~` as UTF-8. */
function encode(modelId: string): string | undefined {
  // As a part of a path, a dot or two would not be a name.
  if (/^\.{0,2}$/.test(modelId)) return undefined;
  try {
    return encodeURIComponent(modelId).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    // Half of a surrogate pair.
    return undefined;
  }
}
