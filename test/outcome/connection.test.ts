import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";
import { afterEach, describe, expect, it } from "vitest";
import { classify } from "../../src/outcome/classify.js";
import { clientOf, converse, failure } from "../simulator/helpers.js";

const servers: Server[] = [];

/** A port on which every connection is treated as told; port 1 of nobody when `serve` is left out. */
async function port(serve?: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve?.(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address with a port.
  const { port: number } = server.address() as AddressInfo;
  const close = server.close.bind(server);
  server.close = (done) => {
    for (const socket of sockets) socket.destroy();
    return close(done);
  };
  if (serve === undefined) await new Promise((resolve) => server.close(resolve));
  else servers.push(server);
  return number;
}

async function outcomeAt(number: number, config: BedrockRuntimeClientConfig, aborts?: AbortController) {
  const client = clientOf({ endpoint: `http://127.0.0.1:${number}`, ...config });
  const sending = failure(client.send(converse(), aborts && { abortSignal: aborts.signal }));
  if (aborts) setImmediate(() => aborts.abort());
  const error = await sending;
  client.destroy();
  return { error, outcome: classify(error) };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const handlers: [string, (options?: object) => BedrockRuntimeClientConfig][] = [
  ["HTTP/2, the default", (options) => (options ? { requestHandler: new NodeHttp2Handler(options) } : {})],
  ["HTTP/1.1", (options = {}) => ({ requestHandler: new NodeHttpHandler(options) })],
];

describe.each(handlers)("over %s", (_, config) => {
  it("a closed port is a failed connection", async () => {
    const { error, outcome } = await outcomeAt(await port(), config());
    expect(outcome, `${error.name} ${String(error.code)}`).toBe("connection");
  });

  it("a connection that breaks before the answer is a fault of the server's side", async () => {
    const number = await port((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const { error, outcome } = await outcomeAt(number, config());
    expect(outcome, `${error.name} ${String(error.code)}`).toBe("server");
  });

  it("an answer that does not come in the time the client was given is a timeout", async () => {
    const number = await port(() => {});
    const options = { requestTimeout: 50, throwOnRequestTimeout: true };
    const { error, outcome } = await outcomeAt(number, config(options));
    expect(outcome, `${error.name} ${String(error.code)} ${error.message}`).toBe("timeout");
  });

  it("a call that the caller aborts is an abort, by its name alone", async () => {
    const number = await port(() => {});
    const { error, outcome } = await outcomeAt(number, config(), new AbortController());
    expect(outcome, `${error.name} ${String(error.code)}`).toBe("client_abort");
  });
});

describe("HTTP/1.1 timeouts", () => {
  it("of a quiet socket are timeouts, not failed connections", async () => {
    const number = await port(() => {});
    const requestHandler = new NodeHttpHandler({ socketTimeout: 50 });
    const { error, outcome } = await outcomeAt(number, { requestHandler });
    expect(outcome, `${error.name} ${String(error.code)} ${error.message}`).toBe("timeout");
  });

  it("of a connection that is never made are failed connections", () => {
    // In the words of @smithy/node-http-handler: no address fails like this on every machine.
    const error = Object.assign(
      new Error(
        "the request socket did not establish a connection with the server within the configured timeout of 50 ms.",
      ),
      { name: "TimeoutError" },
    );
    expect(classify(error)).toBe("connection");
  });
});
