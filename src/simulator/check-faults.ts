import { refuse } from "./check.js";
import { places } from "./places.js";
import { type Check, checkFields, checkText, FROM_0, number, oneOf, SHARE, WORDING } from "./rules.js";
import type { Fault } from "./types.js";

const REGION_PLACES = Object.keys(places);
/** A connection belongs to no model. */
const MODEL_PLACES = REGION_PLACES.filter((place) => place !== "refusedConnection");
const VARIANTS = Object.values(places).flatMap(({ variants = [] }) => variants);

/** What its place asks of a fault. */
function checkPlace(field: string, fault: Fault): void {
  const { where = "response", variant, stretch } = fault;
  const { worded, variants = [] } = places[where];
  if (worded && fault.fault === undefined) refuse(`${field}.fault`, undefined, "the name of a wording");
  if (variant !== undefined && !variants.includes(variant)) {
    const range = variants.length > 0 ? `one of ${variants.join(", ")}` : "left out";
    refuse(`${field}.variant`, variant, `${range} with where "${where}"`);
  }
  if (stretch !== undefined && where !== "slow") {
    refuse(`${field}.stretch`, stretch, `left out with where "${where}"`);
  }
}

const checkFaults =
  (allowed: readonly string[]) =>
  (field: string, faults: readonly Fault[]): void => {
    if (!Array.isArray(faults)) refuse(field, faults, "a list");
    faults.forEach((fault: Fault, i) => {
      checkFields(`${field}[${i}]`, fault, {
        fault: WORDING,
        where: oneOf(allowed),
        from: number(FROM_0),
        to: number({ min: 0, infinity: true }),
        share: number(SHARE),
        first: number({ min: 0, integer: true, infinity: true }),
        retryAfter: checkText,
        variant: oneOf(VARIANTS),
        stretch: number({ min: 1 }),
      } satisfies Record<string, Check>);
      checkPlace(`${field}[${i}]`, fault);
    });
  };

/** Faults of a model. @throws TypeError that names the field, its value and what it may be */
export const checkModelFaults = checkFaults(MODEL_PLACES);

/** Faults of a region. @throws TypeError that names the field, its value and what it may be */
export const checkRegionFaults = checkFaults(REGION_PLACES);
