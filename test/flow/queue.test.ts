import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LineSettings, WaitingLine } from "../../src/flow/queue.js";
import { Shares } from "../../src/flow/shares.js";
import { Queued } from "../../src/flow/turns.js";

class Named extends Queued<Named> {
  readonly name: string;

  constructor(ticket: number, name = "", tenant = "", batch = false) {
    super(ticket, tenant, batch);
    this.name = name;
  }
}

const newLine = (settings: Partial<LineSettings> = {}): WaitingLine<Named> =>
  new WaitingLine(() => ({ limit: 1000, batchShare: 0.1, weights: {}, ...settings }));

const names = (line: WaitingLine<Named>): string[] => line.all().map(({ name }) => name);

/** Serves so many, as the limiter does: whose turn it is, and then he. */
function serve(line: WaitingLine<Named>, turns: number): Named[] {
  return Array.from({ length: turns }, () => {
    const first = line.first();
    if (first === undefined) throw new Error("nobody waits");
    line.serve(first);
    return first;
  });
}

const countOf = (served: readonly Named[], fits: (waiter: Named) => boolean): number =>
  served.filter(fits).length;

/** So many calls of a tenant, with tickets from there on. */
function joinMany(
  line: WaitingLine<Named>,
  count: number,
  { tenant = "", batch = false, from = 0 }: { tenant?: string; batch?: boolean; from?: number } = {},
): void {
  for (let i = 0; i < count; i++) line.join(new Named(from + i, "", tenant, batch));
}

describe("the waiting line", () => {
  it("keeps the order of tickets, whenever each comes", () => {
    const line = newLine();
    const tickets = [5, 8, 6, 1, 7, 9, 2];
    for (const ticket of tickets) line.join(new Named(ticket));
    expect(serve(line, 7).map(({ ticket }) => ticket)).toEqual([1, 2, 5, 6, 7, 8, 9]);
  });

  it("lets the first, the last, a middle one and the only one leave, once", () => {
    const line = newLine();
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name, ticket) => new Named(ticket, name));
    if (!a || !b || !c || !d) throw new Error("four were made");
    for (const waiter of [a, b, c, d]) line.join(waiter);
    expect([line.leave(a), line.leave(a), line.leave(d), line.leave(b)]).toEqual([true, false, true, true]);
    expect(names(line)).toEqual(["c"]);
    expect(line.leave(c)).toBe(true);
    expect([line.length, line.first(), line.all()]).toEqual([0, undefined, []]);
    line.join(d);
    expect(names(line)).toEqual(["d"]);
  });

  it("is empty at first, and does not know who never joined", () => {
    const line = newLine();
    expect([line.length, line.first(), line.leave(new Named(1))]).toEqual([0, undefined, false]);
  });

  it("gives the turn to the newest where the first one says so", () => {
    const line = newLine();
    for (const ticket of [5, 8, 6]) line.join(new Named(ticket));
    expect(line.first(({ ticket }) => ticket === 5)?.ticket).toBe(8);
    expect(line.first(({ ticket }) => ticket !== 5)?.ticket).toBe(5);
  });

  const tenants = fc.constantFrom("", "acme", "__proto__");
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ join: fc.nat(1000), tenant: tenants, batch: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ leave: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.constant({ serve: true as const }) },
  );

  it("serves each tenant's calls of one priority by their tickets, and loses nobody, whoever comes and goes", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 100 }), fc.boolean(), (actions, newest) => {
        const line = newLine();
        let model: Named[] = [];
        let tickets = 1000;
        for (const act of actions) {
          if ("join" in act) {
            // Tickets are never used twice: some that come back are older than many.
            const waiter = new Named(++tickets - act.join + act.join / 1e4, "", act.tenant, act.batch);
            if (model.some(({ ticket }) => ticket === waiter.ticket)) continue;
            line.join(waiter);
            model.push(waiter);
          } else if ("leave" in act) {
            const leaver = model[act.leave % Math.max(1, model.length)];
            if (leaver !== undefined) expect(line.leave(leaver)).toBe(true);
            model = model.filter((waiter) => waiter !== leaver);
          } else if (line.length > 0) {
            const first = line.first(() => newest);
            if (first === undefined) throw new Error("nobody's turn");
            const like = model.filter(
              ({ tenant, batch }) => tenant === first.tenant && batch === first.batch,
            );
            if (!newest) expect(first.ticket).toBe(Math.min(...like.map(({ ticket }) => ticket)));
            line.serve(first);
            model = model.filter((waiter) => waiter !== first);
          }
          expect(line.length).toBe(model.length);
          expect(new Set(line.all())).toEqual(new Set(model));
        }
        expect(new Set(serve(line, line.length))).toEqual(new Set(model));
        expect(line.length).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("priorities", () => {
  it("let interactive calls go first, and batch calls have their share", () => {
    const line = newLine();
    joinMany(line, 100, { batch: true });
    joinMany(line, 100, { from: 100 });
    const served = serve(line, 100);
    expect(countOf(served, ({ batch }) => batch)).toBe(10);
    expect(served.slice(0, 9).some(({ batch }) => batch)).toBe(false);
    expect(served[9]?.batch).toBe(true);
  });

  it.each([0.01, 0.1, 0.25, 0.3, 0.5])("give batch calls %d of the turns", (batchShare) => {
    const line = newLine({ batchShare });
    joinMany(line, 1000, { batch: true });
    joinMany(line, 1000, { from: 1000 });
    expect(countOf(serve(line, 1000), ({ batch }) => batch)).toBeCloseTo(1000 * batchShare, -1);
  });

  it("give no credit for turns in which no batch call waited", () => {
    const line = newLine();
    joinMany(line, 50);
    serve(line, 40);
    joinMany(line, 10, { batch: true, from: 50 });
    expect(countOf(serve(line, 9), ({ batch }) => batch)).toBe(0);
  });

  it("leave all turns to batch calls when only they wait", () => {
    const line = newLine();
    joinMany(line, 5, { batch: true });
    expect(serve(line, 5).map(({ ticket }) => ticket)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("tenants", () => {
  it("share by turns, however many calls each has", () => {
    const line = newLine({ limit: 20_000 });
    joinMany(line, 10_000, { tenant: "many" });
    joinMany(line, 3, { tenant: "few", from: 10_000 });
    const served = serve(line, 6).map(({ tenant }) => tenant);
    expect(served.filter((tenant) => tenant === "few")).toHaveLength(3);
  });

  it("serve one that comes late within two turns", () => {
    const line = newLine({ limit: 20_000 });
    joinMany(line, 10_000, { tenant: "many" });
    serve(line, 500);
    line.join(new Named(99_999, "", "few"));
    expect(serve(line, 2).some(({ tenant }) => tenant === "few")).toBe(true);
  });

  it("share by weight", () => {
    const line = newLine({ weights: { gold: 3, tin: 0.5 } });
    for (const tenant of ["gold", "plain", "tin"]) joinMany(line, 900, { tenant });
    const served = serve(line, 900);
    const shares = ["gold", "plain", "tin"].map((name) => countOf(served, ({ tenant }) => tenant === name));
    expect(shares.map((count) => Math.round(count / 20))).toEqual([30, 10, 5]);
  });

  it("do not gain by having one call at a time", () => {
    const line = newLine();
    joinMany(line, 500, { tenant: "many" });
    let few = 0;
    for (let turn = 0; turn < 400; turn++) {
      if (line.all().every(({ tenant }) => tenant !== "few")) line.join(new Named(1000 + turn, "", "few"));
      few += countOf(serve(line, 1), ({ tenant }) => tenant === "few");
    }
    expect(few).toBeLessThanOrEqual(201);
    expect(few).toBeGreaterThanOrEqual(199);
  });

  it("are forgotten when their time has passed", () => {
    const shares = new Shares<Named>(() => 1);
    const turn = (): void => {
      const first = shares.next()?.first();
      if (first !== undefined) shares.leave(first, true);
    };
    for (let ticket = 0; ticket < 3000; ticket++) shares.join(new Named(ticket, "", "many"));
    for (let i = 0; i < 2000; i++) {
      shares.join(new Named(10_000 + i, "", `once ${i}`));
      turn();
      turn();
      expect(shares.remembered).toBeLessThanOrEqual(100);
    }
    while (shares.length > 0) turn();
    expect(shares.remembered).toBe(0);
  });

  it("keep any shares of turns within two turns of what they are due, whatever the weights", () => {
    const weight = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 10, max: 200 }),
        (all, turns) => {
          const weights = Object.fromEntries(all.map((each, index) => [`t${index}`, each]));
          const line = newLine({ limit: 1e5, weights });
          for (const tenant of Object.keys(weights)) joinMany(line, turns, { tenant });
          const served = serve(line, turns);
          // Start-time fair queueing: between any two tenants that wait, turns per weight differ by less than one turn of each.
          const rates = all.map(
            (each, index) => countOf(served, ({ tenant }) => tenant === `t${index}`) / each,
          );
          const slack = Math.max(...all.map((each) => 1 / each)) * 2 + 1e-6;
          expect(Math.max(...rates) - Math.min(...rates)).toBeLessThanOrEqual(slack);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the places of a line", () => {
  it.each([
    ["one that says nothing, to the last", { limit: 10 }, 9, {}, true],
    ["nobody when it is full", { limit: 10 }, 10, {}, false],
    ["nobody where there is no line", { limit: 0 }, 0, {}, false],
    ["a batch call, to all but the last tenth", { limit: 100 }, 89, { batch: true }, true],
    ["no batch call of the last tenth", { limit: 100 }, 90, { batch: true }, false],
    ["a named tenant, to all but the last tenth", { limit: 100 }, 89, { tenant: "acme" }, true],
    [
      "no named tenant of the last tenth, where all before are its own",
      { limit: 100 },
      90,
      { tenant: "acme" },
      false,
    ],
  ])("take %s", (_what, settings, waiting, kind, expected) => {
    const line = newLine(settings);
    joinMany(line, waiting, kind);
    const { tenant = "", batch = false } = kind as { tenant?: string; batch?: boolean };
    expect(line.hasRoom({ tenant, batch })).toBe(expected);
  });

  it("leave some for others, where one tenant or batch work has taken what it may", () => {
    const line = newLine({ limit: 100 });
    joinMany(line, 90, { tenant: "acme", batch: true });
    expect(line.hasRoom({ tenant: "acme", batch: false })).toBe(false);
    expect(line.hasRoom({ tenant: "other", batch: true })).toBe(false);
    expect(line.hasRoom({ tenant: "other", batch: false })).toBe(true);
    expect(line.hasRoom({ tenant: "", batch: false })).toBe(true);
  });
});

describe("how many are likely to go before", () => {
  it.each([
    ["nobody in an empty line", [], {}, 0],
    ["all, of one tenant", [[7, {}]], {}, 7],
    [
      "as many as a tenant has itself, and as many of the other",
      [
        [100, { tenant: "many" }],
        [2, { tenant: "few" }],
      ],
      { tenant: "few" },
      5,
    ],
    ["one, for a tenant that is new", [[100, { tenant: "many" }]], { tenant: "few" }, 1],
    [
      "the interactive ones, and the share of batch work",
      [
        [90, {}],
        [100, { batch: true }],
      ],
      {},
      100,
    ],
    [
      "no more batch calls than there are",
      [
        [90, {}],
        [3, { batch: true }],
      ],
      {},
      93,
    ],
    ["nine interactive ones, for the first batch call", [[90, {}]], { batch: true }, 9],
    [
      "all, for a late batch call",
      [
        [20, {}],
        [10, { batch: true }],
      ],
      { batch: true },
      30,
    ],
  ] as const)("%s", (_what, waiting, kind, expected) => {
    const line = newLine();
    for (const [count, like] of waiting) joinMany(line, count, like);
    expect(line.ahead({ tenant: "", batch: false, ...kind })).toBe(expected);
  });
});

describe("tenants without end", () => {
  it("are served in the order in which they came, one call each", () => {
    const line = newLine();
    for (let i = 1; i <= 12; i++) line.join(new Named(i, "", `tenant ${i}`));
    expect(serve(line, 12).map(({ ticket }) => ticket)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("starve nobody: who came first has his turns, though a new tenant comes with each", () => {
    const line = newLine({ limit: 1e6 });
    joinMany(line, 5, { tenant: "plain" });
    for (let i = 0; i < 50; i++) line.join(new Named(10 + i, "", `one of fifty ${i}`));
    let plain = 0;
    let fifty = 0;
    for (let turn = 0; turn < 2000; turn++) {
      line.join(new Named(1000 + turn, "", `once ${turn}`));
      const [served] = serve(line, 1);
      plain += served?.tenant === "plain" ? 1 : 0;
      fifty += served?.tenant.startsWith("one of fifty") ? 1 : 0;
    }
    expect([plain, fifty]).toEqual([5, 50]);
  });

  it("hold nobody back for longer than by as many turns as calls waited, whatever the weights and comings", () => {
    const weight = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        (all, each) => {
          const weights = Object.fromEntries(all.map((one, index) => [`t${index}`, one]));
          const line = newLine({ limit: 1e6, weights });
          for (const tenant of Object.keys(weights)) joinMany(line, each, { tenant });
          let left = all.length * each;
          let turns = 0;
          for (; left > 0 && turns < 20_000; turns++) {
            line.join(new Named(1000 + turns, "", `new ${turns}`));
            if (Object.hasOwn(weights, serve(line, 1)[0]?.tenant ?? "")) left--;
          }
          expect(left).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
