import { describe } from "vitest";
import { FLEETS } from "../../benchmarks/scenarios/fleets.js";
import { keepTheirBands } from "./regression.js";

describe("among others of its kind spillway keeps its bands:", () => {
  keepTheirBands(FLEETS);
});
