import { describe } from "vitest";
import { NAMELESS } from "../../benchmarks/scenarios/nameless.js";
import { keepTheirBands } from "./regression.js";

describe("where messages name nothing spillway keeps its bands:", () => {
  keepTheirBands(NAMELESS);
});
