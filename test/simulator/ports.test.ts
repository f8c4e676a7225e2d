import { describe, expect, it } from "vitest";
import { createSimulator } from "../../src/simulator/index.js";
import { converse, failure } from "./helpers.js";
import { clientAt, nothingOpen, QUICK, VERSIONS, withSockets } from "./sockets.js";

describe("a port", () => {
  const send = (client: ReturnType<typeof clientAt>) => client.send(converse("good"));

  it.each(Object.entries(VERSIONS))("refuses and takes connections of %s", async (_, version) => {
    await withSockets({ where: "cut" }, async (simulator, url, listening) => {
      const client = clientAt(url, version);
      await send(client);
      listening.refuse("us-east-1");
      listening.refuse("us-east-1");
      listening.breakConnections("us-east-1");
      const other = clientAt(url, version);
      expect(String(await failure(send(other)))).toMatch(/ECONNREFUSED/);
      await listening.accept("us-east-1");
      await listening.accept("us-east-1");
      await send(other);
      expect(simulator.report().totals).toMatchObject({ attempts: 2, served: 2 });
      expect(() => listening.refuse("us-west-2")).toThrow(TypeError);
      client.destroy();
      other.destroy();
    });
  });

  it("that is refused leaves open connections alone, unless they are broken", async () => {
    const simulator = createSimulator({ defaults: { ...QUICK, service: { meanMs: 60_000 } } });
    const listening = await simulator.listen();
    const client = clientAt(listening.urls["us-east-1"] ?? "", undefined);
    const lost = failure(send(client));
    await expect.poll(() => simulator.report().totals.open, { interval: 2 }).toBe(1);
    listening.refuse("us-east-1");
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(simulator.report().totals.open).toBe(1);
    listening.breakConnections("us-east-1");
    await lost;
    await nothingOpen(simulator);
    client.destroy();
    await listening.close();
  });

  it("of a region with such a fault closes new connections at once", async () => {
    const simulator = createSimulator({
      defaults: QUICK,
      regionFaults: { "us-east-1": [{ where: "refusedConnection", first: 1 }] },
    });
    const listening = await simulator.listen();
    const client = clientAt(listening.urls["us-east-1"] ?? "", undefined);
    expect(String(await failure(send(client)))).toMatch(/ECONNRESET|canceled/);
    await send(client);
    expect(simulator.report().totals).toMatchObject({ attempts: 1, served: 1, open: 0 });
    client.destroy();
    await listening.close();
  });
});
