import { describe } from "vitest";
import { QUOTAS } from "../../benchmarks/scenarios/quotas.js";
import { keepTheirBands } from "./regression.js";

describe("in front of quotas spillway keeps its bands:", () => {
  keepTheirBands(QUOTAS);
});
