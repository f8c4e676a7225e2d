import { describe, expect, it } from "vitest";
import { type Blame, NO_BLAME, refusedAt, regretted } from "../../src/flow/blame.js";
import { servedAt } from "../../src/flow/evidence.js";

const RTT = 1000;

/** What a lane sees: `s8` is an answer at level 8, `r3` a refusal at level 3, half a round trip between two of them. */
function see(story: string, from: Blame = NO_BLAME, lately = 0, startAt = 10_000): Blame {
  let now = startAt;
  let blame = from;
  for (const word of story.split(" ")) {
    now += RTT / 2;
    const level = { level: Number(word.slice(1)), sentAt: now - 400, now, roundTripMs: RTT };
    if (word.startsWith("r")) blame = refusedAt(blame, level, lately);
    else blame = { ...blame, case: servedAt(blame.case, level) };
  }
  return blame;
}
const times = (count: number, word: string): string => Array.from({ length: count }, () => word).join(" ");

describe("who is to blame for a refusal that does not say", () => {
  it.each([
    [
      "slots that refuse just above what they serve",
      `${times(20, "s4")} r5 ${times(20, "s4")} r5 ${times(20, "s4")} r5`,
    ],
    [
      "slots that let one through in a gap of the network",
      `${times(9, "s4")} r5 s5 s5 r5 ${times(9, "s4")} s5 r5`,
    ],
    [
      "slots that become fewer, little by little",
      `${times(9, "s20")} r20 s18 s18 r18 s16 s16 r16 s14 s14 r14`,
    ],
    [
      "slots that become many fewer, once",
      `${times(30, "s40")} r40 r36 r31 r15 s10 s10 s10 r11 ${times(9, "s10")} r11`,
    ],
    [
      "slots that are all gone, and come back",
      `${times(9, "s20")} r20 r17 r8 r1 r1 r1 r1 s1 s10 s15 s20 r21`,
    ],
  ])("are %s", (_, story) => {
    expect(see(story).rate).toBe(false);
  });

  it.each([
    ["at a level that was refused, then served for long", `${times(9, "s3")} r3 s2 s2 ${times(9, "s3")} r3`],
    ["the only attempt, twice, between answers", "s1 r1 s1 s1 r1 s1 r1"],
    ["far below what was just served, out of the first ramp", "s4 s8 s16 s32 r32 r12"],
    [
      "far below what was just served, again and again",
      `${times(3, `s9 s9 s9 r9 r4 ${times(9, "s4")} `)}s9 s9 r4`,
    ],
  ])("is a rate that refuses %s", (_, story) => {
    expect(see(story.replaceAll("  ", " ")).rate).toBe(true);
  });

  it("learns nothing of what was sent before the last lesson", () => {
    const blame = see("s9 r9");
    expect(refusedAt(blame, { level: 7, sentAt: 10_500, now: 11_050, roundTripMs: RTT }, 0)).toBe(blame);
  });

  it("believes old evidence less", () => {
    const one = see("s1 r1");
    expect([one.rate, one.case.score]).toEqual([false, 0.5]);
    expect(see("s1 r1", one, 0, 20_000).rate).toBe(true);
    expect(see("s1 r1", one, 0, 1e6).rate).toBe(false);
  });
});

describe("a rate that is blamed", () => {
  const BLAMED = see("s1 r1 s1 s1 r1 s1 r1", NO_BLAME, 0.01);

  it("stays so where it refuses anywhere", () => {
    expect(BLAMED).toMatchObject({ rate: true, before: 0.01 });
    expect(see("s2 s3 r2 s3 s3 r4 s3 s3 r1 s2 r3", BLAMED).rate).toBe(true);
  });

  it("is not where every refusal is just above all that is served, and is believed less easily then", () => {
    const freed = see("s4 s4 r5 s4 s4 r5 s4 r5 s4 s4 r5", BLAMED, 0, 30_000);
    expect([freed.rate, freed.doubts]).toEqual([false, 1]);
    expect(see("s1 r1 s1 s1 r1 s1 r1", freed, 0, 60_000).rate).toBe(false);
  });

  it("is regretted after a while where much less passes than before", () => {
    const soon = BLAMED.since + 19 * RTT;
    const later = BLAMED.since + 20 * RTT;
    expect(regretted(BLAMED, 0.006, soon, RTT)).toBe(BLAMED);
    expect(regretted(BLAMED, 0.008, later, RTT)).toBe(BLAMED);
    expect(regretted(BLAMED, 0.006, later, RTT)).toMatchObject({ rate: false, doubts: 1 });
    expect(regretted(NO_BLAME, 0, later, RTT)).toBe(NO_BLAME);
  });

  it("is doubted four times at most", () => {
    let blame = BLAMED;
    for (let i = 0; i < 9; i++) blame = regretted({ ...blame, rate: true }, 0, 1e9, RTT);
    expect(blame.doubts).toBe(4);
  });
});
