import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { BatchSink, InvalidLine, LineOf } from "../batch/index.js";

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

/** A device, a pipe: what can be written to and not gone on with. */
export const fileStream = (path: string): Writable => createWriteStream(path, { flags: "a" });
