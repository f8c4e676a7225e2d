import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classify } from "../../src/outcome/classify.js";
import { LESSONS, type OutcomeClass } from "../../src/outcome/outcome.js";

const made = (name: string, message: string, status?: number, more: object = {}): Error =>
  Object.assign(new Error(message), {
    name,
    ...(status !== undefined && { $metadata: { httpStatusCode: status } }),
    ...more,
  });

describe("classify", () => {
  it.each([
    ["an unknown code with 429", made("SomethingNew", "no", 429), "throttle.unknown"],
    [
      "a throttle that does not say of what",
      made("ThrottlingException", "Rate exceeded", 429),
      "throttle.unknown",
    ],
    [
      "a throttle of another service",
      made("ProvisionedThroughputExceededException", "slow", 400),
      "throttle.unknown",
    ],
    [
      "a throttle by name under 503",
      made("SlowDown", "Please reduce your request rate.", 503),
      "quota.requests",
    ],
    ["an overload without a name", made("Unknown", "Overloaded", 200), "capacity"],
    ["the same as an event of a stream", made("unknownException", '{"message":"Overloaded"}'), "capacity"],
    ["who only speaks of it", made("Teapot", "I was overloaded with work", 418), "config"],
    ["HTML from a proxy with 503", made("SyntaxError", "Unexpected token <", 503), "capacity"],
    ["HTML from a proxy with 502", made("SyntaxError", "Unexpected token <", 502), "server"],
    ["a gateway's timeout", made("Unknown", "", 504), "server"],
    ["an unknown 4xx", made("Teapot", "", 418), "config"],
    [
      "a status that only the response knows",
      made("Unknown", "", undefined, { $response: { statusCode: 529 } }),
      "capacity",
    ],
    [
      "too many tokens by a validation: a context that is too long",
      made("ValidationException", "Too many tokens in input", 400),
      "config",
    ],
    [
      "a model that was throttled itself",
      made("ModelErrorException", "", 424, { originalStatusCode: 429 }),
      "throttle.unknown",
    ],
    [
      "a model that was unavailable itself",
      made("ModelErrorException", "", 424, { originalStatusCode: 503 }),
      "capacity",
    ],
    [
      "a model that blames the request",
      made("ModelErrorException", "", 424, { originalStatusCode: 400 }),
      "config",
    ],
    ["a model that gives no reason", made("ModelStreamErrorException", "", 424), "config"],
    [
      "an error that says the clock was corrected",
      made("Odd", "", 403, { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } }),
      "clock_skew",
    ],
    ["a request from the future", made("RequestInTheFuture", "", 400), "clock_skew"],
    ["an abort", made("AbortError", "Request aborted"), "client_abort"],
    ["a frame that was cut short", made("Error", "Truncated event message received."), "server"],
    [
      "credentials that are not there",
      made("CredentialsProviderError", "Could not load credentials"),
      "unknown",
    ],
  ] as [string, unknown, OutcomeClass][])("takes %s for what it is", (_, error, outcome) => {
    expect(classify(error)).toBe(outcome);
  });

  it.each(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT"])(
    "takes %s for a failed connection, also below another code",
    (code) => {
      const error = Object.assign(new Error(code), { code });
      expect(classify(error)).toBe("connection");
      const around = Object.assign(new Error("cancelled", { cause: error }), {
        code: "ERR_HTTP2_STREAM_CANCEL",
      });
      expect(classify(around)).toBe("connection");
    },
  );

  it("takes everything for an abort once the caller's signal has fired", () => {
    expect(classify(made("ThrottlingException", "Too many requests", 429), true)).toBe("client_abort");
    expect(classify(undefined, true)).toBe("client_abort");
  });

  it("counts the user's own codes as capacity, as a name or as a part of the message, in any case", () => {
    const codes = ["MyProxyBusy", "try the other door"];
    expect(classify(made("myproxybusy", "", 418), false, codes)).toBe("capacity");
    expect(classify(made("Other", "Please TRY the other door.", 400), false, codes)).toBe("capacity");
    expect(
      classify(made("ThrottlingException", "Too many requests, try the other door", 429), false, codes),
    ).toBe("capacity");
    expect(classify(made("MyProxyBusyToo", "", 418), false, codes)).toBe("config");
  });

  it.each(["ThrottlingException", "throttlingException"])("reads the name %s in any case", (name) => {
    expect(classify(made(name, "Too many tokens, please wait before trying again."))).toBe("quota.tokens");
  });
});

const hostile = (): unknown =>
  new Proxy(
    {},
    {
      get() {
        throw new Error("do not touch");
      },
    },
  );

function cyclic(): Error {
  const [a, b] = [new Error("a"), new Error("b")];
  a.cause = b;
  b.cause = a;
  return a;
}

describe("whatever is thrown", () => {
  it.each([
    ["null", null],
    ["undefined", undefined],
    ["a text", "ThrottlingException"],
    ["a number", 429],
    ["a symbol", Symbol("no")],
    ["a function", () => undefined],
    ["an array", [429]],
    ["an empty object", {}],
    ["a frozen object", Object.freeze({ name: 7, message: {}, $metadata: null })],
    ["an object without a prototype", Object.create(null)],
    ["getters that throw", hostile()],
    ["a cycle of causes", cyclic()],
    [
      "a revoked proxy",
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
    ],
  ])("%s is unknown, and no harm is done", (_, thrown) => {
    expect(classify(thrown, false, ["code"])).toBe("unknown");
  });

  it("finds what broke the line below other errors, and does not look for ever", () => {
    const below = (depth: number): Error => {
      let error: Error = Object.assign(new Error("reset"), { code: "ECONNRESET" });
      for (let i = 0; i < depth; i++) error = new Error("around", { cause: error });
      return error;
    };
    expect([classify(below(0)), classify(below(9)), classify(below(10))]).toEqual([
      "server",
      "server",
      "unknown",
    ]);
  });

  it("comes to a class that the table knows", () => {
    const field = fc.oneof(
      fc.anything(),
      fc.constantFrom("ThrottlingException", "per day", 429, 503, 200, 424),
    );
    fc.assert(
      fc.property(
        fc.record(
          {
            name: field,
            message: field,
            code: field,
            cause: field,
            $metadata: field,
            originalStatusCode: field,
          },
          { requiredKeys: [] },
        ),
        (thrown) => {
          expect(Object.keys(LESSONS)).toContain(classify(thrown));
        },
      ),
    );
  });
});
