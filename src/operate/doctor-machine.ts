import { about, type Finding } from "./doctor-finding.js";

const finding = about("machine");

/** Facts of the machine; undefined: not known. */
export interface Machine {
  /** As `20.19.0`. */
  readonly nodeVersion: string;
  /** Files and sockets that this process may have open. */
  readonly openFiles: number | undefined;
}

const OLDEST = [20, 19] as const;
/** The AWS SDK leaves Node 20 behind in January 2027. */
const NEXT = 22;
/** What a process has open beside its requests. */
const BESIDE = 100;

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (isOld)
    return finding("Node.js", "failed", `${version}; spillway needs 20.19 or later`, {
      todo: "install Node 22 or later",
    });
  return major < NEXT
    ? finding("Node.js", "warning", `${version}; the AWS SDK will need Node 22 from January 2027 on`, {
        todo: "plan for Node 22 or later",
      })
    : finding("Node.js", "ok", version);
}

function files(openFiles: number | undefined, windowMax: number): Finding {
  if (openFiles === undefined) return finding("open files", "unknown", "the limit can't be read here");
  const says = `limit ${openFiles}; a request over HTTP/2 takes a connection of its own, and window.max is ${windowMax}`;
  return openFiles < windowMax + BESIDE
    ? finding("open files", "warning", says, {
        todo: `raise the limit (ulimit -n), or set SPILLWAY_WINDOW_MAX to at most ${Math.max(1, openFiles - BESIDE)}`,
      })
    : finding("open files", "ok", `limit ${openFiles}`);
}

export const examineMachine = (
  { nodeVersion, openFiles }: Machine,
  windowMax: number,
): readonly Finding[] => [node(nodeVersion), files(openFiles, windowMax)];

/** The soft limit, out of the text of Linux's `/proc/self/limits`. */
export function openFilesIn(limits: string): number | undefined {
  const value = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  return Number.isInteger(value) ? value : undefined;
}
