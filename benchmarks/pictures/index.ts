import { fileURLToPath } from "node:url";
import type { Course } from "../courses.js";
import { type PolicyName, policiesOf } from "../policies.js";
import type { Course as RegionsCourse } from "../regions/courses.js";
import type { Row } from "../row.js";
import { scenarioOf } from "../scenarios/index.js";
import { summaries } from "../summary.js";
import { coursesPicture } from "./courses.js";
import { failoverPicture } from "./failover.js";
import { peersPicture } from "./peers.js";

const folder = (file: string): string =>
  fileURLToPath(new URL(`../../docs/pictures/${file}`, import.meta.url));

/** Scenarios whose courses are drawn, with the minutes that are. */
export const DRAWN: readonly (readonly [scenario: string, minutes: number])[] = [
  ["step", 4.5],
  ["wave", 4.5],
  ["outage", 4.5],
];
export const DRAWN_SEED = 1;

/** Scenarios in which all peers are shown, with their headings. */
export const MAIN: ReadonlyMap<string, string> = new Map([
  ["slots-20", "20 slots"],
  ["wave", "slots swing 20±12 a minute"],
  ["outage", "no slots for one minute"],
  ["rpm-60-learned", "60 requests/min"],
  ["tpm-300k-learned", "300,000 tokens/min"],
  ["fleet-10-on-20", "10 processes on 20 slots"],
]);
export const SHOWN: readonly PolicyName[] = ["spillway", ...policiesOf("peer")];

/** A picture of what was run over time; none where nothing is kept. */
const drawn = <Kept>(
  file: string,
  courses: readonly Kept[],
  draw: (courses: readonly Kept[]) => string,
): [string, string][] => (courses.length === 0 ? [] : [[folder(file), draw(courses)]]);

/** The pictures by file. */
export function pictures(
  rows: readonly Row[],
  courses: readonly Course[],
  regionsCourses: readonly RegionsCourse[],
): ReadonlyMap<string, string> {
  const all = [...MAIN.keys()].flatMap((name) => summaries(scenarioOf(name), SHOWN, rows));
  return new Map([
    ...drawn("courses.svg", courses, coursesPicture),
    [folder("peers.svg"), peersPicture(all, SHOWN, MAIN)],
    ...drawn("failover.svg", regionsCourses, failoverPicture),
  ]);
}
