import { type Leg, MARK } from "./legs.js";

const MOST_MB = 200;

/** What must hold of a leg of ours, and does not. */
export function missed(leg: Leg): readonly string[] {
  const {
    policy,
    records,
    lines,
    answered,
    twice,
    missing,
    broken,
    code,
    kills,
    requests,
    rejected,
    peakMb,
  } = leg;
  const { paidAgain, said } = leg;
  const wrong = (is: boolean, words: string): string[] => (is ? [`${policy}: ${words}`] : []);
  return [
    ...wrong(code !== 0, `ended with ${code}: ${said.trim().split("\n").at(-1)}`),
    ...wrong(
      lines !== records || answered !== records,
      `${answered} of ${records} records have an answer, in ${lines} lines`,
    ),
    ...wrong(twice + missing > 0, `${twice} records are there twice, ${missing} are missing`),
    ...wrong(broken > 0, `${broken} lines are no JSON`),
    ...wrong(
      requests - rejected !== records + paidAgain.requests,
      `${requests} requests and ${rejected} rejections don't add up`,
    ),
    ...wrong(paidAgain.most > 1 + kills, `a record was sent ${paidAgain.most} times`),
    ...wrong(paidAgain.unexplained > 0, `${paidAgain.unexplained} requests were made again without a kill`),
    ...wrong(kills === 0 && paidAgain.requests > 0, `${paidAgain.requests} records were paid for again`),
    ...wrong((peakMb ?? 0) > MOST_MB, `took ${peakMb?.toFixed(0)} MB, more than ${MOST_MB}`),
  ];
}

/** Whether ours comes before a peer: all of the answers, sooner. */
export function behind(ours: Leg, peers: readonly Leg[]): readonly string[] {
  return peers
    .filter(
      ({ policy, answered, seconds }) =>
        policy !== MARK && answered >= ours.answered && seconds < ours.seconds,
    )
    .map(
      ({ policy, seconds }) =>
        `${policy} was ready after ${seconds.toFixed(1)} s, ours after ${ours.seconds.toFixed(1)} s`,
    );
}
