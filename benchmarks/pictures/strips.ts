import { BLUE, ORANGE, QUIET, RED } from "../../scripts/picture-style.js";
import { type Course, DRAWN } from "../regions/courses.js";
import { POLICIES } from "../regions/policies.js";

/** One second of a series; values are shares of the highest of its row of panels. */
export interface Bar {
  readonly fx: string;
  readonly fy: string;
  readonly s: number;
  readonly from: number;
  readonly to: number;
  readonly fill: string;
}

/** A row of panels: what is drawn, how high, and what is said above. */
export interface Strip {
  readonly fy: string;
  readonly most: number;
  readonly step: number;
  readonly told: (value: number) => string;
  readonly layers: (course: Course) => readonly (readonly [fill: string, values: readonly number[]])[];
  readonly heading: (course: Course) => string;
}

export const column = ({ policy }: Course): string => POLICIES[policy].title;
const sum = (values: readonly number[]): number => values.reduce((total, n) => total + n, 0);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The highest that the layers reach together in any second. */
const reach = (courses: readonly Course[], layers: Strip["layers"]): number =>
  Math.max(
    1,
    ...courses.flatMap((course) => {
      const all = layers(course).map(([, values]) => values);
      return (all[0] ?? []).map((_, i) => sum(all.map((values) => values[i] ?? 0)));
    }),
  );

/** The rows of panels, each as high as what any of the courses reaches in it. */
export function strips(courses: readonly Course[]): Strip[] {
  const strip = (fy: string, rest: Omit<Strip, "fy" | "most">): Strip => {
    return { fy, most: reach(courses, rest.layers), ...rest };
  };
  return [
    strip("served", {
      step: 5,
      told: String,
      layers: ({ home, away }) => [
        [BLUE, home],
        [ORANGE, away],
      ],
      heading: () => "answers per second",
    }),
    strip("wasted", {
      step: 5,
      told: String,
      layers: ({ wasted }) => [[RED, wasted]],
      heading: ({ wasted }) => `${sum(wasted)} attempts came to nothing`,
    }),
    strip("first", {
      step: 1000,
      told: (ms) => String(ms / 1000),
      layers: ({ firstMs }) => [[QUIET, firstMs]],
      heading: ({ firstMs }) => `longest time to the first token: ${seconds(Math.max(...firstMs))}`,
    }),
  ];
}

/** A course in a row of panels, layer upon layer. */
export function barsOf(course: Course, { fy, most, layers }: Strip): Bar[] {
  const bases: number[] = [];
  return layers(course).flatMap(([fill, values]) =>
    values.map((n, i) => {
      const from = bases[i] ?? 0;
      bases[i] = from + n / most;
      return { fx: column(course), fy, s: DRAWN.fromS + i, from, to: from + n / most, fill };
    }),
  );
}
