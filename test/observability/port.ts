import { createServer } from "node:http";
import { closed, listening } from "../http.js";

/** A port that was free a moment ago, for those who must be told one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return port;
}
