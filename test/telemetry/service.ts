import type { Fault, SimulatorOptions } from "spillway/simulator";

const faulty = (...faults: Fault[]) => ({ faults });

/** What the application meets: each kind of trouble has a model of its own. */
export const SERVICE: SimulatorOptions = {
  seed: 1,
  regions: ["us-east-1", "us-west-2"],
  defaults: { slots: 100, service: { meanMs: 60, sigma: 0 }, networkMs: 0, rejectMs: 5 },
  models: {
    "us-east-1/app.throttled": faulty({ fault: "tooManyRequests", first: 1 }),
    "app.retried": faulty({ fault: "tooManyRequests", first: 1 }),
    "app.reset": faulty({ where: "reset", first: 1 }),
    "app.invalid": faulty({ fault: "validation" }),
    "app.first-frame": faulty({ fault: "tooManyTokens", where: "firstFrame", first: 1 }),
    "app.mid-stream": faulty({ fault: "unableToProcess", where: "midStream" }),
    "app.eof": faulty({ fault: "unexpectedError", where: "eof" }),
    "app.cut": faulty({ where: "cut" }),
    "app.stall": faulty({ where: "stall" }),
    "app.down": faulty({ fault: "unableToProcess", first: 3 }),
    "us-east-1/app.down-at-home": faulty({ fault: "unableToProcess" }),
  },
};
