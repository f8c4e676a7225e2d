import { once } from "node:events";
import type { Server } from "node:net";

/** Lets a server listen on this machine. @returns its port */
export async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Closes a server of HTTP/1.1, whoever is connected. */
export async function closed(server: Server & { closeAllConnections(): void }): Promise<void> {
  const end = once(server, "close");
  server.close();
  server.closeAllConnections();
  await end;
}
