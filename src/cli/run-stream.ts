import { once } from "node:events";
import { constants, createWriteStream, open } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import type { BatchSink, InvalidLine, LineOf } from "../batch/index.js";
import { field } from "../field.js";

/**
 * Results that go into a stream: nobody can go on with them later. Lines that can't be sent are told to whoever is there to hear them.
 */
export function streamResults(stream: Writable, onInvalid: (text: string) => void): BatchSink {
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure ??= error;
  });
  return {
    standing: () => "new",
    write: (_line, _state, text) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure);
        else stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    invalid: async ({ line }: LineOf, { reason }: InvalidLine) => onInvalid(`line ${line} ${reason}`),
    close: async () => {
      // Standard output is not ours to end.
      if (stream === process.stdout || failure !== undefined) return;
      stream.end();
      await once(stream, "close");
    },
  };
}

const LOOK_MS = 100;

/**
 * A device, a pipe: what can be written to and not gone on with.
 *
 * @param isPipe one with a name: resolves when somebody reads it. To open it in the usual way would hold up a thread until
 * then, and the process with it, whoever tells it to end
 */
export async function fileStream(
  path: string,
  isPipe: boolean,
  say: (text: string) => void,
): Promise<Writable> {
  if (!isPipe) return createWriteStream(path, { flags: "a" });
  for (let isFirst = true; ; isFirst = false) {
    const fd = await openPipe(path).catch((error: unknown) => {
      if (field(error, "code") !== "ENXIO") throw error;
    });
    if (fd !== undefined) return new Socket({ fd, readable: false, writable: true });
    if (isFirst) say(`Waiting for somebody who reads ${path}.`);
    await setTimeout(LOOK_MS);
  }
}

const openPipe = promisify((path: string, done: (error: Error | null, fd: number) => void) =>
  open(path, constants.O_WRONLY | constants.O_NONBLOCK, done),
);
