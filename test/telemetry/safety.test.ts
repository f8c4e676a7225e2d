import { wordings } from "spillway/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ODD_CODE, SECRETS } from "./app/secrets.js";
import { type Application, application, type Ran } from "./application.js";
import { FORMATS } from "./bundle.js";

let app: Application;

beforeAll(async () => {
  app = await application();
});

afterAll(() => app.remove());

const WORK = ["ordinary", "line", "streams", "breakers", "hostile"] as const;

/** Texts of the service's errors, up to where they name a model. */
const MESSAGES = Object.values(wordings)
  .map(({ message }) => message.split("{model}")[0]?.trim() ?? "")
  .filter((message) => message.length > 10);

/** What of these is in there, as it is or in base64. */
function found(secrets: Readonly<Record<string, string>>, ...places: readonly Buffer[]): string[] {
  const forms = (secret: string): Buffer[] =>
    ["utf8", "base64", "base64url", "hex"].map((as) =>
      Buffer.from(Buffer.from(secret).toString(as as BufferEncoding)),
    );
  return Object.entries(secrets)
    .filter(([, secret]) => places.some((place) => forms(secret).some((form) => place.includes(form))))
    .map(([name]) => name);
}

describe.each(FORMATS)("what an application keeps to itself (%s)", (format) => {
  let ran: Ran;

  beforeAll(async () => {
    // All that OpenTelemetry has to say of itself goes to the process's output, too.
    const env = {
      OTEL_LOG_LEVEL: "all",
      OTEL_EXPORTER_OTLP_PROTOCOL: format === "esm" ? "http/protobuf" : "http/json",
    };
    ran = await app.run({ format, steps: WORK, env });
  }, 60_000);

  const hidden = (): Record<string, string> => ({
    ...SECRETS,
    code: ODD_CODE,
    codeCut: ODD_CODE.split(":")[0] ?? "",
    answer: ran.answers[0] ?? "",
    ...Object.fromEntries(MESSAGES.map((message) => [message, message])),
  });

  it("was there to be found", () => {
    expect(ran.code).toBe(0);
    expect(ran.answers[0]?.length).toBeGreaterThan(50);
    expect(ran.receiver.bodies.length).toBeGreaterThanOrEqual(3);
    expect(ran.logged.length).toBeGreaterThan(5);
    const { spans, metrics, records } = ran.receiver.seen;
    expect([spans.length > 100, metrics.length > 15, records.length > 20]).toEqual([true, true, true]);
    // An ARN shows what it names.
    expect(JSON.stringify(spans)).toContain("application-inference-profile/app-arn");
    // And the search finds what is there.
    expect(found({ arn: "application-inference-profile/app-arn" }, ...ran.receiver.bodies)).toEqual(["arn"]);
  });

  it("is in no byte that was exported", () => {
    expect(found(hidden(), ...ran.receiver.bodies)).toEqual([]);
    expect(found(hidden(), Buffer.from(JSON.stringify(ran.receiver.seen)))).toEqual([]);
  });

  it("is in nothing that was printed", () => {
    expect(found(hidden(), Buffer.from(ran.printed))).toEqual([]);
  });

  it("is in nothing that we wrote to the clients' own logger", () => {
    const ours = ran.logged.filter((line) => JSON.stringify(line).includes("spillway."));
    expect(ours.length).toBeGreaterThan(3);
    expect(found(hidden(), Buffer.from(JSON.stringify(ours)))).toEqual([]);
  });
});
