import { describe, expect, it } from "vitest";
import { verdictOf, verdictsOf } from "../../src/operate/verdict.js";
import { type Cause, causesOf } from "../../src/operate/verdict-causes.js";
import { factsOf } from "../../src/operate/verdict-facts.js";
import type { QuotaFigures } from "../../src/settings/settings.js";
import { lane, type Minutes, SONNET } from "./lanes.js";

const QUOTAS: QuotaFigures = { requestsPerMinute: 200, tokensPerMinute: 200_000 };

describe("the cause", () => {
  const cases: readonly [name: string, minutes: Minutes, quotas: QuotaFigures, causes: readonly Cause[]][] = [
    ["is none where nothing was sent", {}, QUOTAS, []],
    ["is none where all was answered", { accepted: 100, quotaTokens: 90_000 }, QUOTAS, []],
    ["is none for a throttle in three hundred", { accepted: 299, throttles: 1 }, QUOTAS, []],
    [
      "is the quota of requests where it is used up",
      { accepted: 198, throttles: 20, quotaTokens: 50_000 },
      QUOTAS,
      ["requests"],
    ],
    [
      "is the quota of tokens where it is used up",
      { accepted: 50, throttles: 20, quotaTokens: 190_000 },
      QUOTAS,
      ["tokens"],
    ],
    [
      "is both where both are",
      { accepted: 190, throttles: 20, quotaTokens: 190_000 },
      QUOTAS,
      ["requests", "tokens"],
    ],
    [
      "is the quota of tokens by our own count where CloudWatch has none",
      { accepted: 50, throttles: 20, inputTokens: 100_000, outputTokens: 18_000 },
      QUOTAS,
      ["tokens"],
    ],
    [
      "is no quota that was near in other minutes than the throttled ones",
      {
        accepted: [190, 190, 190, 2, 2, 2],
        throttles: [0, 0, 0, 9, 9, 9],
        quotaTokens: [9000, 9000, 9000, 90, 90, 90],
      },
      { requestsPerMinute: 200, tokensPerMinute: 1e9 },
      ["elsewhere"],
    ],
    [
      "is what is reserved where what is used does not explain it",
      { accepted: 10, throttles: 5, quotaTokens: 20_000, inputTokens: 10_000, outputTokens: 2000 },
      QUOTAS,
      ["reservation"],
    ],
    [
      "is elsewhere where neither use nor reservation explains it",
      { accepted: 2, throttles: 1, quotaTokens: 2000, inputTokens: 400, outputTokens: 100 },
      QUOTAS,
      ["elsewhere"],
    ],
    [
      "is some quota where none is known",
      { accepted: 50, throttles: 20, quotaTokens: 190_000 },
      {},
      ["someQuota"],
    ],
    [
      "is some quota where the one that is known does not explain it",
      { accepted: 50, throttles: 20 },
      { requestsPerMinute: 200 },
      ["someQuota"],
    ],
    ["is some quota where all was throttled", { throttles: 20 }, QUOTAS, ["someQuota"]],
    [
      "is the quota of the day where the span has used it up",
      { accepted: 50, throttles: 20, quotaTokens: 20_000 },
      { ...QUOTAS, tokensPerDay: 600_000 },
      ["tokensPerDay"],
    ],
    [
      "is a quota of zero, whatever else",
      { throttles: 20 },
      { ...QUOTAS, tokensPerMinute: 0 },
      ["zeroQuota"],
    ],
    ["is capacity where the service fails", { accepted: 100, serverErrors: 4 }, QUOTAS, ["capacity"]],
    ["is capacity where it fails all", { serverErrors: 4 }, {}, ["capacity"]],
    ["is not capacity for one failure in two hundred", { accepted: 200, serverErrors: 0.5 }, QUOTAS, []],
    [
      "is the larger of two first: quota",
      { accepted: 190, throttles: 40, serverErrors: 5, quotaTokens: 1000 },
      QUOTAS,
      ["requests", "capacity"],
    ],
    [
      "is the larger of two first: capacity",
      { accepted: 190, throttles: 5, serverErrors: 40, quotaTokens: 1000 },
      QUOTAS,
      ["capacity", "requests"],
    ],
    ["is the requests themselves", { accepted: 100, clientErrors: 30 }, QUOTAS, ["wrongRequests"]],
  ];

  it.each(cases)("%s", (_, minutes, quotas, causes) => {
    const place = { steps: Array.isArray(minutes.accepted) ? 6 : 30 };
    expect(causesOf(factsOf(lane(minutes, quotas, place)), quotas)).toEqual(causes);
  });
});

it("counts what a cache gave among what is reserved", () => {
  const sent = { accepted: 2, throttles: 1, quotaTokens: 500, inputTokens: 100, outputTokens: 20 };
  const nova = { model: "amazon.nova-lite-v1:0" };
  const causes = (minutes: Minutes) => causesOf(factsOf(lane(minutes, QUOTAS, nova)), QUOTAS);
  expect(causes(sent)).toEqual(["elsewhere"]);
  expect(causes({ ...sent, cacheReadTokens: 200_000 })).toEqual(["reservation"]);
});

describe("what to change", () => {
  const THROTTLED: Minutes = { accepted: 50, throttles: 20, quotaTokens: 190_000, outputTokens: 15_000 };
  const settings = (...all: Parameters<typeof verdictOf>) =>
    verdictOf(...all).advice.flatMap(({ setting }) => setting ?? []);

  it("is to state the quota that is used up, by the variable that holds it", () => {
    const mine = lane(THROTTLED, QUOTAS);
    expect(settings(mine, [mine])).toEqual([
      { option: "quota.tokensPerMinute", variable: "SPILLWAY_QUOTA_TPM", value: 200_000 },
    ]);
  });

  it("is to state it for its model only, where others are watched", () => {
    const mine = lane(THROTTLED, QUOTAS);
    const other = lane({ accepted: 1 }, {}, { model: "amazon.nova-lite-v1:0" });
    expect(settings(mine, [mine, other])).toEqual([
      { option: `models["${SONNET}"].quota.tokensPerMinute`, value: 200_000 },
    ]);
  });

  it("names no account in the setting of an ARN", () => {
    const model = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    const mine = lane(THROTTLED, QUOTAS, { model });
    const other = lane({ accepted: 1 }, {}, { model: "amazon.nova-lite-v1:0" });
    const verdict = verdictOf(mine, [mine, other]);
    expect(JSON.stringify(verdict.advice)).not.toContain("123456789012");
    expect(verdict.advice[0]?.setting?.option).toBe(
      'models["*application-inference-profile/abc"].quota.tokensPerMinute',
    );
  });

  it("is to go where there is room: the emptiest other region", () => {
    const mine = lane(THROTTLED, QUOTAS);
    const full = lane({ accepted: 150, quotaTokens: 1000 }, QUOTAS, { region: "us-west-1" });
    const half = lane({ accepted: 60, quotaTokens: 9000 }, QUOTAS, { region: "us-west-2" });
    const unused = lane({}, QUOTAS, { region: "us-east-2" });
    const verdict = verdictOf(mine, [mine, full, half, unused]);
    expect(verdict.room.map(({ region, use }) => [region, use])).toEqual([
      ["us-east-2", 0],
      ["us-west-2", 0.3],
    ]);
    expect(verdict.advice.at(-1)?.setting).toEqual({
      option: "regions",
      variable: "SPILLWAY_REGIONS",
      value: "us-east-1,us-east-2",
    });
  });

  it("is a target for another profile of the same model", () => {
    const mine = lane(THROTTLED, QUOTAS);
    const model = SONNET.replace("us.", "global.");
    const verdict = verdictOf(mine, [mine, lane({ accepted: 3, quotaTokens: 9 }, QUOTAS, { model })]);
    expect(verdict.advice.at(-1)?.setting).toEqual({
      option: `models["${SONNET}"].targets`,
      value: [{ modelId: model }],
    });
  });

  it("is nothing that leaves the residency, and no place in trouble, and no quota of zero", () => {
    const mine = lane(THROTTLED, QUOTAS);
    const others = [
      lane({ accepted: 3, quotaTokens: 9 }, QUOTAS, { model: SONNET.replace("us.", "global.") }),
      lane({ accepted: 10, serverErrors: 5 }, QUOTAS, { region: "us-west-2" }),
      lane({}, { tokensPerMinute: 0 }, { region: "us-east-2" }),
    ];
    const verdict = verdictOf(mine, [mine, ...others], ["us"]);
    expect(verdict.room).toEqual([]);
    expect(verdict.advice.at(-1)?.words).toBe(
      "Of the other places of this model that were looked at (3), none has room.",
    );
  });

  it("says that room is not known where no other place was looked at, or its quotas are not known", () => {
    const mine = lane(THROTTLED, QUOTAS);
    expect(verdictOf(mine, [mine]).advice.at(-1)?.words).toContain("is not known: name more with --regions");
    const there = lane({ accepted: 3 }, {}, { region: "us-west-2" });
    const verdict = verdictOf(mine, [mine, there]);
    expect(verdict.advice.at(-1)?.words).toContain("how much room it has is not known");
  });

  it("goes away first where it is capacity", () => {
    const mine = lane({ accepted: 100, serverErrors: 20 }, QUOTAS);
    const there = lane({ accepted: 3 }, QUOTAS, { region: "us-west-2" });
    expect(verdictOf(mine, [mine, there]).advice[0]?.setting?.option).toBe("regions");
  });

  it("sends wrong requests nowhere else", () => {
    const mine = lane({ accepted: 100, clientErrors: 30 }, QUOTAS);
    const there = lane({ accepted: 3 }, QUOTAS, { region: "us-west-2" });
    expect(verdictOf(mine, [mine, there]).advice.map(({ words }) => words)).toEqual([
      "Look at the errors of the application: waiting and repeating do not help.",
    ]);
  });
});

describe("the words", () => {
  it("say nothing of what is well", () => {
    const mine = lane({ accepted: 100, quotaTokens: 1000 }, QUOTAS);
    expect(verdictOf(mine, [mine])).toMatchObject({ state: "well", title: "well", words: [], advice: [] });
  });

  it("say that there was nothing", () => {
    const mine = lane({}, QUOTAS);
    expect(verdictOf(mine, [mine])).toMatchObject({ state: "nothing", title: "no requests", words: [] });
  });

  it("give the figures of a reservation", () => {
    const mine = lane(
      { accepted: 10, throttles: 5, quotaTokens: 20_000, inputTokens: 10_000, outputTokens: 2000 },
      QUOTAS,
    );
    expect(verdictOf(mine, [mine]).words).toEqual([
      "150 requests were throttled, 33 % of what was sent, with at most 5 % of the requests per minute and 10 % of the " +
        "tokens per minute used. A request reserves its input and its max tokens at its start: with the model's maximum " +
        "(64,000; an answer has 200) the busiest minute would reserve 488 % of the quota. That would explain it.",
    ]);
  });

  it("name what is missing for a judgement", () => {
    const blind = lane({ accepted: 50, throttles: 20, inputTokens: 10, outputTokens: 1 });
    expect(verdictOf(blind, [blind]).missing).toEqual([
      "The quota of requests per minute.",
      "The quota of tokens per minute.",
      "EstimatedTPMQuotaUsage: tokens are counted here as input and weighted output.",
    ]);
    const coarse = lane({ accepted: 50, throttles: 20 }, QUOTAS, { periodMs: 300_000 });
    expect(verdictOf(coarse, [coarse]).missing).toContain(
      "Single minutes: peaks are means of five minutes. A span of a day or less has them.",
    );
  });

  it("tell a service that has become slow from answers that have become long", () => {
    const flow = (after: Minutes) =>
      Object.fromEntries(
        Object.entries({ accepted: 10, latencyMs: 2000, firstTokenMs: 500, outputTokens: 3000 }).map(
          ([key, value]) => [
            key,
            [
              ...new Array<number>(15).fill(value),
              ...new Array<number>(15).fill(Number(after[key as "accepted"] ?? value)),
            ],
          ],
        ),
      );
    const slow = lane(flow({ latencyMs: 6500 }), QUOTAS);
    expect(verdictOf(slow, [slow]).words).toEqual([
      "Answers grow by 50 tokens/s, after 200 at the beginning: the service is slow.",
    ]);
    const long = lane(flow({ latencyMs: 6500, outputTokens: 12_000 }), QUOTAS);
    expect(verdictOf(long, [long]).words).toEqual([]);
  });

  it("call a process as a witness of capacity", () => {
    const mine = lane({ accepted: 90, serverErrors: 9 }, QUOTAS, {
      witness: { throttled: 0, unavailable: 7 },
    });
    expect(verdictOf(mine, [mine]).words[0]).toContain("has met 7 answers that mean capacity.");
  });
});

it("tells what is worst first", () => {
  const all = [
    lane({}, QUOTAS, { region: "eu-west-1" }),
    lane({ accepted: 10, quotaTokens: 10 }, QUOTAS, { region: "eu-west-3" }),
    lane({ accepted: 90, serverErrors: 9 }, QUOTAS, { region: "us-east-1" }),
    lane({ accepted: 90, throttles: 90 }, QUOTAS, { region: "us-west-2" }),
  ];
  expect(verdictsOf(all).map(({ region }) => region)).toEqual([
    "us-west-2",
    "us-east-1",
    "eu-west-3",
    "eu-west-1",
  ]);
});
