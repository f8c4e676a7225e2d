import http2 from "node:http2";
import net from "node:net";
import { NodeHttp2Handler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSimulator, type Listening } from "../../src/simulator/index.js";
import { clientOf, converse } from "./helpers.js";

const simulator = createSimulator({
  regions: ["us-east-1", "us-west-2"],
  defaults: { service: { meanMs: 5 }, networkMs: 0, rejectMs: 0, slots: Number.POSITIVE_INFINITY },
});
let listening: Listening;
const url = (region = "us-east-1"): string => listening.urls[region] ?? "";

beforeAll(async () => {
  listening = await simulator.listen();
});
afterAll(() => listening.close());

describe("the socket face", () => {
  it("has a port per region, whatever the signature says", async () => {
    const client = clientOf({ region: "us-east-1", endpoint: url("us-west-2") });
    await client.send(converse());
    expect(simulator.report().requests.at(-1)).toMatchObject({
      region: "us-west-2",
      scopeRegion: "us-east-1",
      host: new URL(url("us-west-2")).host,
    });
    client.destroy();
  });

  it("answers many requests on one connection", async () => {
    const requestHandler = new NodeHttp2Handler({ maxConcurrentStreams: 100 });
    const client = clientOf({ endpoint: url(), requestHandler });
    await Promise.all(Array.from({ length: 40 }, () => client.send(converse())));
    expect(simulator.report().totals.inFlight).toBe(0);
    client.destroy();
  });

  it.each([
    ["/", 404, "UnknownOperationException"],
    ["/model/x/nothing", 404, "UnknownOperationException"],
    ["/model/%E0%A4%A/converse", 404, "UnknownOperationException"],
    ["/model/x/converse", 400, "ValidationException"],
  ])("refuses POST %s of no JSON with %d", async (path, status, code) => {
    const response = await fetch(url() + path, { method: "POST", body: "{" });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-amzn-errortype")).toMatch(new RegExp(`^${code}:`));
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({ message: expect.any(String) });
    expect((await fetch(`${url()}/model/x/converse`)).status).toBe(404);
  });

  it("recognises HTTP/2 also when its preface comes in pieces", async () => {
    const { port, hostname } = new URL(url());
    const plain = net.connect({ port: Number(port), host: hostname });
    const session = http2.connect(url(), { createConnection: () => plain });
    const write = plain.write.bind(plain);
    await new Promise((resolve) => plain.once("connect", resolve));
    write("");
    const stream = session.request({ ":method": "POST", ":path": "/model/x/converse" });
    stream.end("{}");
    const status = await new Promise((resolve) =>
      stream.on("response", (headers) => resolve(headers[":status"])),
    );
    expect(status).toBe(200);
    session.destroy();
    const split = net.connect({ port: Number(port), host: hostname });
    await new Promise<void>((resolve) => split.write("P", () => resolve()));
    split.write("OST /model/x/converse HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}");
    expect(String(await new Promise((resolve) => split.once("data", resolve)))).toMatch(/^HTTP\/1\.1 200/);
    split.destroy();
  });

  it("says so when a port is taken, and leaves none open", async () => {
    const port = Number(new URL(url()).port);
    await expect(createSimulator().listen({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(() => simulator.listen({ port: 65_535 })).toThrow(TypeError);
  });
});
