/** What is looked at: a socket. */
interface Peekable {
  on(event: "data", listener: (part: Buffer) => void): unknown;
  off(event: "data", listener: (part: Buffer) => void): unknown;
  pause(): unknown;
  unshift(part: Buffer): void;
}

const HTTP2_PREFACE = "PRI";

/** Looks at the first bytes of a connection, puts them back, and tells which language it speaks. */
export function sniff(socket: Peekable, speak: (version: "1.1" | "2") => void): void {
  let seen = Buffer.alloc(0);
  const look = (part: Buffer): void => {
    seen = Buffer.concat([seen, part]);
    const begin = seen.toString("latin1", 0, HTTP2_PREFACE.length);
    if (begin.length < HTTP2_PREFACE.length && HTTP2_PREFACE.startsWith(begin)) return;
    socket.off("data", look);
    socket.pause();
    socket.unshift(seen);
    speak(begin === HTTP2_PREFACE ? "2" : "1.1");
  };
  socket.on("data", look);
}
