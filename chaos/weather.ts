import type { Fault } from "spillway/simulator";

const share = (share: number, fault: Fault): Fault => ({ ...fault, share });

/** What goes wrong now and then in any weather: each fault that the service knows. */
export const STEADY: readonly Fault[] = [
  share(0.01, { fault: "tooManyRequests" }),
  share(0.005, { fault: "tooManyTokens", retryAfter: "0.02" }),
  share(0.005, { fault: "rateExceeded", retryAfter: "Thu, 01 Jan 1970 00:00:00 GMT" }),
  share(0.005, { fault: "unexpectedError", retryAfter: "soon" }),
  share(0.005, { fault: "overloaded" }),
  share(0.004, { fault: "htmlUnavailable" }),
  share(0.003, { fault: "modelTimeout" }),
  share(0.003, { fault: "modelNotReady" }),
  share(0.002, { fault: "clockSkew" }),
  share(0.002, { fault: "accessDenied" }),
  share(0.002, { fault: "validation" }),
  share(0.002, { fault: "modelErrorOverloaded" }),
  share(0.005, { fault: "overloadedError", where: "firstFrame" }),
  share(0.005, { fault: "insufficientThroughput400", where: "firstFrame" }),
  share(0.005, { fault: "modelStreamError", where: "midStream" }),
  share(0.005, { fault: "unableToProcess", where: "midStream" }),
  share(0.003, { fault: "unexpectedError", where: "errorFrame" }),
  share(0.005, { fault: "unexpectedError", where: "eof" }),
  share(0.005, { where: "cut" }),
  share(0.001, { where: "hang" }),
  share(0.004, { where: "stall" }),
  share(0.006, { where: "malformed" }),
  share(0.005, { where: "truncatedFrame" }),
  share(0.003, { where: "reset" }),
  share(0.004, { where: "resetMidStream" }),
  share(0.003, { where: "refusedStream" }),
  share(0.002, { where: "goaway" }),
  share(0.01, { where: "slow" }),
];

/** What holds for a region for a while. */
interface Weather {
  readonly share: number;
  readonly faults: readonly Fault[];
}

export const WEATHERS: Readonly<Record<string, Weather>> = {
  fair: { share: 12, faults: [] },
  throttled: { share: 2, faults: [share(0.4, { fault: "tooManyRequests" })] },
  brownOut: { share: 2, faults: [share(0.5, { fault: "unableToProcess" })] },
  dead: { share: 2, faults: [{ fault: "unableToProcess" }] },
  ill: { share: 2, faults: [share(0.6, { fault: "unexpectedError" })] },
  pages: { share: 1, faults: [share(0.5, { fault: "htmlUnavailable" })] },
  cutting: { share: 1, faults: [share(0.3, { where: "cut" })] },
  resetting: { share: 1, faults: [share(0.3, { where: "resetMidStream" })] },
  away: { share: 1, faults: [share(0.05, { where: "goaway" })] },
  refusing: { share: 2, faults: [{ where: "refusedConnection" }] },
};
