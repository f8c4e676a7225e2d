import { REGION_NAME } from "../region-name.js";
import { entriesOf, itemsOf } from "./copy.js";
import { numberExpected } from "./expected.js";
import { type Findings, refuse } from "./findings.js";
import { suggestion } from "./nearest.js";
import { inRange } from "./parse.js";
import type { Target } from "./settings.js";
import { showName } from "./show.js";

const WEIGHT = { kind: "number", unit: "", min: 0, aboveMin: true, max: 1000 } as const;

interface Field {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

const FIELDS: ReadonlyMap<string, Field> = new Map([
  [
    "region",
    {
      fits: (value) => typeof value === "string" && REGION_NAME.test(value),
      expected: "an AWS region name such as us-east-1",
    },
  ],
  [
    "modelId",
    {
      fits: (value) => typeof value === "string" && /^\S+$/.test(value),
      expected: "a model id, profile id or ARN, without blanks",
    },
  ],
  ["weight", { fits: (value) => inRange(WEIGHT, value), expected: numberExpected(WEIGHT) }],
]);

interface At {
  readonly name: string;
  readonly source: string;
}

const SHAPE = "{ region?, modelId?, weight? } with a region or a modelId";

function readTarget(raw: unknown, at: At, findings: Findings): Target {
  const entries = entriesOf(raw);
  const target: Record<string, unknown> = {};
  if (!entries) refuse(findings, { ...at, value: raw, expected: SHAPE });
  for (const [key, value] of entries ?? []) {
    const field = FIELDS.get(key);
    const name = `${at.name}.${showName(key)}`;
    if (!field) findings.warnings.push(`unknown option ${name}: ${suggestion(key, [...FIELDS.keys()])}`);
    else if (value === undefined) continue;
    else if (field.fits(value)) target[key] = value;
    else refuse(findings, { name, source: at.source, value, expected: field.expected });
  }
  const named = entries?.get("region") !== undefined || entries?.get("modelId") !== undefined;
  if (entries && !named) refuse(findings, { ...at, value: raw, expected: SHAPE });
  return target; // only keys of FIELDS, each checked there
}

/** A copy of the list, or undefined with the reasons in `findings`. */
export function readTargets(
  raw: unknown,
  at: At & { readonly expected: string },
  findings: Findings,
): readonly Target[] | undefined {
  const items = itemsOf(raw);
  if (!items) return refuse(findings, { ...at, value: raw });
  return items.map((item, index) =>
    readTarget(item, { name: `${at.name}[${index}]`, source: at.source }, findings),
  );
}
