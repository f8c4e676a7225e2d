import { checkOneOf } from "./check.js";
import type { World } from "./exchange.js";
import { type Door, openDoor } from "./server.js";

/** Where to listen. */
export interface ListenOptions {
  /** Port of the first region, the next region gets the next one. 0 to 65535. Default 0: any free ports. */
  port?: number | undefined;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
}

/** Where it listens. */
export interface Listening {
  /** Endpoint URL by region. */
  readonly urls: Readonly<Record<string, string>>;
  /**
   * From now on the port of the region refuses connections. Those that are open go on.
   *
   * @throws TypeError for what is none of its regions
   */
  refuse(region: string): void;
  /**
   * The port takes connections again.
   *
   * @throws TypeError, as a rejection, for what is none of its regions
   */
  accept(region: string): Promise<void>;
  /**
   * Breaks every open connection to the region.
   *
   * @throws TypeError for what is none of its regions
   */
  breakConnections(region: string): void;
  /** Breaks every connection and frees the ports. */
  close(): Promise<void>;
}

/** The face with sockets: a port per region, each speaking HTTP/2 with prior knowledge and HTTP/1.1. */
export async function listen(
  world: World,
  { port = 0, host = "127.0.0.1" }: ListenOptions,
): Promise<Listening> {
  const { regions } = world.model.settings;
  const doors = new Map<string, Door>();
  const close = async (): Promise<void> => {
    await Promise.all([...doors.values()].map((door) => door.close()));
  };
  try {
    for (const [i, region] of regions.entries()) {
      doors.set(region, await openDoor(world, region, port === 0 ? 0 : port + i, host));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const door = (region: string): Door | undefined => {
    checkOneOf("listening: region", region, regions);
    return doors.get(region);
  };
  return {
    urls: Object.fromEntries([...doors].map(([region, { url }]) => [region, url])),
    refuse: (region) => door(region)?.shut(),
    accept: async (region) => door(region)?.reopen(),
    breakConnections: (region) => door(region)?.breakConnections(),
    close,
  };
}
