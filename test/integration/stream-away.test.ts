import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { spillway, withSpillway } from "spillway";
import { afterEach, describe, expect, it } from "vitest";
import { CREDENTIALS, converseStream, failure } from "./bench.js";
import { type StreamServer, streamServer } from "./stream-server.js";

const servers: StreamServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function opened(...args: Parameters<typeof streamServer>): Promise<StreamServer> {
  const server = await streamServer(...args);
  servers.push(server);
  return server;
}

describe("a stream that another region begins and never writes", () => {
  it("ends as one at home does: told, counted, and closed on the wire", async () => {
    const home = await opened("h2", async (pen) => {
      await pen.exception("serviceUnavailableException", "Bedrock is unable to process your request.");
      pen.end();
    });
    const away = await opened("h2", async (pen) => {
      while (!pen.closed) await pen.pause(5);
    });
    const plugin = spillway({
      regions: ["us-east-1", "us-west-2"],
      endpointFor: (region) => (region === "us-west-2" ? away.url : home.url),
      streams: { idleMs: 60 },
    });
    const outcomes: string[] = [];
    plugin.on("attempt", ({ region, outcome }) => outcomes.push(`${region} ${outcome}`));
    const client = withSpillway(
      new BedrockRuntimeClient({ region: "us-east-1", credentials: CREDENTIALS, endpoint: home.url }),
      plugin,
    );
    expect(await failure(client.send(converseStream()))).toMatchObject({ code: "STREAM_STALLED" });
    expect(outcomes).toEqual(["us-east-1 capacity", "us-west-2 timeout"]);
    await expect.poll(() => away.open).toBe(0);
    expect(plugin.snapshot().lanes.every(({ inFlight }) => inFlight === 0)).toBe(true);
    client.destroy();
  });
});
