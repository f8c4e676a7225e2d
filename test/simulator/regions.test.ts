import { describe, expect, it } from "vitest";
import { createSimulator, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, converse, failure } from "./helpers.js";

describe("the region of a request", () => {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, regions: ["us-east-1", "us-west-2"] });

  it.each([{}, { useFipsEndpoint: true }, { useDualstackEndpoint: true }])(
    "is told by the host (%j)",
    async (config) => {
      const before = simulator.report().regions["us-west-2"]?.served ?? 0;
      const client = clientOf({ region: "us-west-2", requestHandler: simulator.handler(), ...config });
      await clock.run(() => client.send(converse()));
      expect(simulator.report().regions["us-west-2"]?.served).toBe(before + 1);
    },
  );

  it("can be fixed, and is not what the signature says", async () => {
    const client = clientOf({
      endpoint: "http://gateway.test",
      requestHandler: simulator.handler("us-west-2"),
    });
    await clock.run(() => client.send(converse()));
    expect(simulator.report().requests.at(-1)).toMatchObject({
      region: "us-west-2",
      scopeRegion: "us-east-1",
      host: "gateway.test",
    });
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    ["the host header", { Host: "gateway.test:8080" }, "gateway.test:8080"],
    ["the authority", { ":authority": "gateway.test" }, "gateway.test"],
    ["no user and no password", { host: "me:secret@gateway.test" }, "gateway.test"],
    ["the request itself, where no header does", {}, "inside.test"],
  ])("is not the host, which is told by %s", async (_name, headers, host) => {
    const request = {
      method: "POST",
      hostname: "inside.test",
      path: "/model/x/converse",
      headers,
      body: "{}",
    };
    await clock.run(() => simulator.handler("us-west-2").handle(request));
    expect(simulator.report().requests.at(-1)).toMatchObject({ region: "us-west-2", host });
  });

  it("is no part of a bearer token", async () => {
    const client = clientOf({
      requestHandler: simulator.handler(),
      token: { token: "bearer-fake" },
      authSchemePreference: ["httpBearerAuth"],
    });
    await clock.run(() => client.send(converse()));
    expect(simulator.report().requests.at(-1)).toMatchObject({ outcome: "served", scopeRegion: undefined });
  });

  it.each([
    [{ region: "eu-west-1" }, "not a region of the simulator"],
    [{ endpoint: "http://gateway.test" }, "names no region"],
  ])("that is unknown can't be reached (%j)", async (config, message) => {
    const client = clientOf({ requestHandler: simulator.handler(), ...config });
    const error = await clock.run(() => failure(client.send(converse())));
    expect(error).toMatchObject({ code: "ENOTFOUND", message: expect.stringContaining(message) });
    expect(() => simulator.handler("eu-west-1")).toThrow(TypeError);
  });
});
