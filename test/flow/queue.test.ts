import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Place, WaitingLine } from "../../src/flow/queue.js";

class Named extends Place<Named> {
  readonly name: string;

  constructor(ticket: number, name = "") {
    super(ticket);
    this.name = name;
  }
}

const names = (line: WaitingLine<Named>): string[] => line.all().map(({ name }) => name);

describe("the waiting line", () => {
  it("keeps the order of tickets, and of arrival where tickets are equal", () => {
    const line = new WaitingLine<Named>();
    for (const [ticket, name] of [
      [5, "a"],
      [7, "b"],
      [5, "c"],
      [1, "d"],
      [6, "e"],
      [7, "f"],
      [1, "g"],
    ] as const) {
      line.join(new Named(ticket, name));
    }
    expect(names(line)).toEqual(["d", "g", "a", "c", "e", "b", "f"]);
    expect(line.first()?.name).toBe("d");
    expect(line.length).toBe(7);
  });

  it("lets the first, the last, a middle one and the only one leave, once", () => {
    const line = new WaitingLine<Named>();
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
    const line = new WaitingLine<Named>();
    expect([line.length, line.first(), line.leave(new Named(1))]).toEqual([0, undefined, false]);
  });

  it("behaves like a sorted array, whoever joins and leaves in whatever order", () => {
    const action = fc.oneof(
      fc.record({ join: fc.integer({ min: 0, max: 12 }) }),
      fc.record({ leave: fc.nat(30) }),
      fc.constant({ serve: true }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
        const line = new WaitingLine<Named>();
        let model: Named[] = [];
        for (const act of actions) {
          if ("join" in act) {
            const waiter = new Named(act.join);
            line.join(waiter);
            const before = model.filter(({ ticket }) => ticket <= waiter.ticket).length;
            model.splice(before, 0, waiter);
          } else {
            const leaver = "leave" in act ? model[act.leave % Math.max(1, model.length)] : model[0];
            if (leaver !== undefined) expect(line.leave(leaver)).toBe(true);
            model = model.filter((waiter) => waiter !== leaver);
          }
          expect(line.length).toBe(model.length);
          expect(line.first()).toBe(model[0]);
          const all = line.all();
          expect(all.length).toBe(model.length);
          expect(all.every((waiter, index) => waiter === model[index])).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
