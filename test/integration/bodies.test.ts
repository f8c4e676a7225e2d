import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { spillway } from "spillway";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CREDENTIALS, failure } from "./bench.js";

/** A store that refuses the first request of everything with S3's own throttle, and keeps what it was sent. */
let server: Server;
let received: { method: string; bytes: number }[];
let refusals: number;

beforeEach(async () => {
  received = [];
  refusals = 1;
  server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => {
      received.push({ method: request.method ?? "", bytes });
      if (refusals-- > 0) {
        response.writeHead(503, { "content-type": "application/xml" });
        response.end(
          "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
        );
      } else response.end(request.method === "GET" ? "hello" : "");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function store(): { client: S3Client; plugin: ReturnType<typeof spillway> } {
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: CREDENTIALS,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  const plugin = spillway({ retry: { baseMs: 1 } });
  client.middlewareStack.use(plugin);
  return { client, plugin };
}

const put = (Body: string | Readable) =>
  new PutObjectCommand({ Bucket: "b", Key: "k", Body, ContentLength: 5 });

it("a body that can be sent again is: the second attempt carries it whole", async () => {
  const { client } = store();
  const { $metadata } = await client.send(put("hello"));
  expect($metadata.attempts).toBe(2);
  expect(received).toEqual([
    { method: "PUT", bytes: 5 },
    { method: "PUT", bytes: 5 },
  ]);
  client.destroy();
});

it("a stream as body gets one attempt: a second one would silently send nothing", async () => {
  const { client, plugin } = store();
  const error = await failure(client.send(put(Readable.from([Buffer.from("hello")]))));
  expect(error.name).toBe("SlowDown");
  expect(error.$metadata).toMatchObject({ attempts: 1 });
  expect(received).toEqual([{ method: "PUT", bytes: 5 }]);
  expect(plugin.snapshot().lanes[0]).toMatchObject({ model: "S3/PutObject", inFlight: 0 });
  client.destroy();
});

it("a byte stream in the answer stays the SDK's own", async () => {
  refusals = 0;
  const { client, plugin } = store();
  const { Body } = await client.send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
  expect(await Body?.transformToString()).toBe("hello");
  expect(plugin.snapshot().lanes[0]).toMatchObject({
    model: "S3/GetObject",
    inFlight: 0,
    counters: { served: 1 },
  });
  client.destroy();
});
