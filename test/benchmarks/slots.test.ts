import { describe } from "vitest";
import { CAPACITY } from "../../benchmarks/scenarios/capacity.js";
import { scenarioOf } from "../../benchmarks/scenarios/index.js";
import { keepTheirBands } from "./regression.js";

describe("in front of slots spillway keeps its bands:", () => {
  keepTheirBands([...CAPACITY, scenarioOf("bursts")]);
});
