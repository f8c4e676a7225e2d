import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { spillway } from "spillway";
import { describe, expect, it } from "vitest";
import { examineClient, lookAtClient } from "../../src/operate/doctor-client.js";
import { examineClock, skewOf } from "../../src/operate/doctor-clock.js";
import { examineIdentity, isNobody } from "../../src/operate/doctor-identity.js";
import { examineMachine, openFilesIn } from "../../src/operate/doctor-machine.js";
import {
  type Access,
  examineAccess,
  examineId,
  isAgreed,
  type Offer,
} from "../../src/operate/doctor-models.js";
import { examineTrial, tryOut } from "../../src/operate/doctor-permissions.js";
import { examineSdk } from "../../src/operate/doctor-sdk.js";
import { examineSettings } from "../../src/operate/doctor-settings.js";
import type { SdkResolved } from "../../src/operate/resolved.js";

const error = (name: string, message = "", more = {}) => Object.assign(new Error(message), { name, ...more });
const told = (findings: readonly { subject: string; state: string }[]) =>
  findings.map(({ subject, state }) => [subject, state]);

describe("credentials", () => {
  it("are told by account and role, both without what is nobody's business", () => {
    const arn = "arn:aws:sts::123456789012:assumed-role/app-role/ann.smith@example.com";
    const { state, says } = examineIdentity({ known: true, account: "123456789012", arn });
    expect([state, says]).toEqual(["ok", "account …9012, assumed-role/app-role"]);
  });

  it.each([
    ["CredentialsProviderError", "sign in", true],
    ["ExpiredToken", "sign in anew", true],
    ["InvalidClientTokenId", "the key id is unknown", true],
    ["SignatureDoesNotMatch", "the secret key does not belong", true],
    ["RequestExpired", "set the clock", false],
    ["TimeoutError", "see whether STS can be reached", false],
  ])("that fail by %s have a remedy", (name, todo, nobody) => {
    const identity = { known: false, error: error(name, "no") } as const;
    expect(examineIdentity(identity)).toMatchObject({ state: "failed", todo: expect.stringContaining(todo) });
    expect(isNobody(identity)).toBe(nobody);
  });

  it("are not known where the client for STS is not installed", () => {
    const missing = error("SpillwayError", "The package x is not installed", { code: "PEER_MISSING" });
    expect(examineIdentity({ known: false, error: missing }).state).toBe("unknown");
  });
});

describe("the clock", () => {
  const at = Date.UTC(2026, 10, 20, 12);
  const told = (offMs: number) => ({
    date: new Date(at + offMs).toUTCString(),
    sentAt: at,
    receivedAt: at + 200,
  });

  it.each([
    [0, "ok", "within 30 s"],
    [-1000, "ok", "within 30 s"],
    [60_000, "warning", "60 s behind"],
    [-60_000, "warning", "59 s ahead"],
    [400_000, "failed", "400 s behind: AWS refuses signatures"],
  ])("that the service's is %d ms ahead of is %s", (offMs, state, says) => {
    expect(examineClock(told(offMs))).toMatchObject({ state, says: expect.stringContaining(says) });
  });

  it("is not judged by the time of a slow answer", () => {
    expect(skewOf({ date: new Date(at + 30_000).toUTCString(), sentAt: at, receivedAt: at + 60_000 })).toBe(
      0,
    );
  });

  it("is not judged by fractions of a second, which the header does not tell", () => {
    expect(skewOf({ date: new Date(at).toUTCString(), sentAt: at + 900, receivedAt: at + 950 })).toBe(0);
  });

  it("is not known without an answer, or with a date that is none", () => {
    expect(examineClock(undefined).state).toBe("unknown");
    expect(examineClock({ date: "yesterday", sentAt: 0, receivedAt: 0 }).state).toBe("unknown");
  });
});

describe("the machine", () => {
  it.each([
    ["18.20.0", "failed"],
    ["20.18.9", "failed"],
    ["20.19.0", "warning"],
    ["22.0.0", "ok"],
    ["24.21.0", "ok"],
  ])("with Node %s is %s", (nodeVersion, state) => {
    expect(examineMachine({ nodeVersion, openFiles: 9999 }, 10)[0]?.state).toBe(state);
  });

  it.each([
    [1024, 1000, "warning"],
    [1024, 900, "ok"],
    [undefined, 900, "unknown"],
  ])("with a limit of %s open files and a window of %d is %s", (openFiles, windowMax, state) => {
    expect(examineMachine({ nodeVersion: "22.0.0", openFiles }, windowMax)[1]?.state).toBe(state);
  });

  it("tells its limit by Linux's own table", () => {
    expect(
      openFilesIn("Limit  Soft  Hard\nMax open files            1024                 1048576   files\n"),
    ).toBe(1024);
    expect(
      openFilesIn("Max open files            unlimited            unlimited            files\n"),
    ).toBeUndefined();
  });
});

describe("settings of ours", () => {
  it("are told by name where they are good", () => {
    const { findings, settings } = examineSettings({ environment: { SPILLWAY_WINDOW_MAX: "50" } });
    expect(findings).toMatchObject([{ state: "ok", says: "set: window.max" }]);
    expect(settings?.window.max).toBe(50);
  });

  it("are each told where they are bad, with the nearest name where they are unknown", () => {
    const bad = { SPILLWAY_WINDOW_MAX: "abc", SPILLWAY_QUOTA_RPM: "-1" };
    const { findings, settings } = examineSettings({ environment: bad });
    expect(findings.map(({ state, says }) => [state, says.split(" is ")[0]])).toEqual([
      ["failed", "window.max (SPILLWAY_WINDOW_MAX)"],
      ["failed", "quota.requestsPerMinute (SPILLWAY_QUOTA_RPM)"],
    ]);
    expect(settings).toBeUndefined();
    const unknown = examineSettings({ environment: { SPILLWAY_WINDOW_MXA: "5" } });
    expect(unknown.findings[1]).toMatchObject({
      state: "warning",
      says: expect.stringContaining("WINDOW_MAX?"),
    });
  });
});

describe("settings of the SDK", () => {
  const USUAL: SdkResolved = { region: "us-east-1", retryMode: "standard", maxAttempts: 3 };
  const cases: readonly (readonly [
    name: string,
    resolved: Partial<SdkResolved>,
    variables: Record<string, string>,
    regions: readonly string[],
    told: readonly (readonly [string, string])[],
  ])[] = [
    ["as usual", {}, {}, [], []],
    ["adaptive", { retryMode: "adaptive" }, { AWS_RETRY_MODE: "adaptive" }, [], [["retry mode", "warning"]]],
    ["more attempts", { maxAttempts: 10 }, { AWS_MAX_ATTEMPTS: "10" }, [], [["max attempts", "warning"]]],
    ["no region", { region: undefined }, {}, [], [["region", "failed"]]],
    ["no region but a named one", { region: undefined }, {}, ["us-east-1"], [["region", "warning"]]],
    [
      "an SDK that is not there",
      { region: undefined, retryMode: undefined, unasked: "not installed" },
      {},
      [],
      [
        ["region", "unknown"],
        ["retry mode", "unknown"],
      ],
    ],
    [
      "an endpoint for one region",
      {},
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      ["us-east-1"],
      [["AWS_ENDPOINT_URL", "warning"]],
    ],
    [
      "an endpoint for all of several regions",
      {},
      { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "http://127.0.0.1:1", AWS_ENDPOINT_URL: "http://127.0.0.1:2" },
      ["us-east-1", "us-west-2"],
      [["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "warning"]],
    ],
    [
      "an endpoint that is not looked at",
      {},
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      [],
      [],
    ],
    ["a proxy", {}, { https_proxy: "http://proxy:3128" }, [], [["proxy", "warning"]]],
  ];

  it.each(cases)("%s", (_, resolved, variables, regions, expected) => {
    const found = examineSdk({ ...USUAL, ...resolved }, new Map(Object.entries(variables)), regions);
    expect(told(found.filter(({ state }) => state !== "ok"))).toEqual(expected);
  });

  it("say whether a variable or the shared file is to blame", () => {
    const adaptive = { ...USUAL, retryMode: "adaptive" };
    expect(examineSdk(adaptive, new Map(), [])[1]?.says).toContain("the shared configuration file");
    expect(examineSdk(adaptive, new Map([["AWS_RETRY_MODE", "adaptive"]]), [])[1]?.says).toContain(
      "AWS_RETRY_MODE",
    );
  });

  it("name no password of an endpoint, and no API key", () => {
    const variables = new Map([
      ["AWS_ENDPOINT_URL", "http://ann:hunter2@proxy.example:8080/path?key=hunter2"],
      ["AWS_BEARER_TOKEN_BEDROCK", "hunter2"],
    ]);
    const text = JSON.stringify(examineSdk(USUAL, variables, []));
    expect(text).toContain("http://proxy.example:8080");
    expect(text).not.toContain("hunter2");
  });

  it("say that AWS_DEFAULT_REGION is not read", () => {
    const none = { ...USUAL, region: undefined };
    expect(examineSdk(none, new Map([["AWS_DEFAULT_REGION", "x"]]), [])[0]?.says).toContain(
      "AWS_DEFAULT_REGION",
    );
  });
});

describe("a client of the application", () => {
  const measures = { windowMax: 200, idleMs: 120_000 };
  const examined = async (client: unknown) => examineClient(await lookAtClient(client), measures);

  it("is well with spillway on it and the SDK's own handler", async () => {
    const client = new BedrockRuntimeClient({ region: "us-east-1" });
    client.middlewareStack.use(spillway());
    expect(told(await examined(client))).toEqual([["client", "ok"]]);
  });

  it("is told what fights with spillway", async () => {
    const requestHandler = new NodeHttpHandler({ httpsAgent: { maxSockets: 50 }, socketTimeout: 5000 });
    const client = new BedrockRuntimeClient({ region: "us-east-1", retryMode: "adaptive", requestHandler });
    expect(told(await examined(client))).toEqual([
      ["client", "warning"],
      ["client: retry mode", "warning"],
      ["client: sockets", "warning"],
      ["client: timeout", "warning"],
    ]);
  });

  it("is told of a timeout by the meaning that it has: over HTTP/1.1 it may only warn", async () => {
    const of = async (options: object) =>
      (await lookAtClient(new BedrockRuntimeClient({ region: "us-east-1", requestHandler: options })))
        ?.timeoutMs;
    const http1 = (options: object) => new NodeHttpHandler(options);
    expect(await of({ requestTimeout: 5000 })).toBe(5000);
    expect(await of(http1({ requestTimeout: 5000 }))).toBeUndefined();
    expect(await of(http1({ requestTimeout: 5000, throwOnRequestTimeout: true }))).toBe(5000);
    expect(await of(http1({}))).toBeUndefined();
  });

  it.each([undefined, {}, { middlewareStack: {} }, "client"])("is none: %j", async (value) => {
    expect(told(await examined(value))).toEqual([["client", "failed"]]);
  });
});

describe("an id", () => {
  const offer: Offer = {
    region: "eu-west-1",
    profiles: new Set([
      "eu.acme.large-v1",
      "global.acme.large-v1",
      "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a",
    ]),
    models: new Map([
      ["acme.large-v1", { onDemand: false, legacy: false }],
      ["acme.small-v1", { onDemand: true, legacy: false }],
      ["acme.old-v1", { onDemand: true, legacy: true }],
    ]),
  };

  it.each([
    ["eu.acme.large-v1", "ok", undefined],
    ["us.acme.large-v1", "failed", "use eu.acme.large-v1 or global.acme.large-v1"],
    ["us.acme.small-v1", "failed", "use acme.small-v1"],
    ["us.acme.none-v1", "failed", "choose another model or region: there is none of this model here"],
    ["acme.large-v1", "failed", "use eu.acme.large-v1 or global.acme.large-v1"],
    ["acme.small-v1", "ok", undefined],
    ["acme.old-v1", "warning", "plan for a newer model"],
    ["acme.none-v1", "failed", "choose another model or region: there is none of this name here"],
    ["arn:aws:bedrock:eu-west-1:1:application-inference-profile/a", "ok", undefined],
    ["arn:aws:bedrock:eu-west-1:1:provisioned-model/a", "unknown", undefined],
  ])("%s is %s: %s", (model, state, todo) => {
    const found = examineId(model, offer);
    expect([found.state, found.todo]).toEqual([state, todo]);
  });

  it("is not known where nothing could be listed", () => {
    const blind = { region: "eu-west-1", profiles: undefined, models: undefined };
    expect(examineId("eu.acme.large-v1", blind).state).toBe("unknown");
    expect(examineId("acme.large-v1", blind).state).toBe("unknown");
  });
});

describe("access to a model", () => {
  const GRANTED: Access = {
    agreement: "AVAILABLE",
    authorization: "AUTHORIZED",
    entitlement: "AVAILABLE",
    region: "AVAILABLE",
  };

  it.each([
    [{}, "ok"],
    [{ authorization: "NOT_AUTHORIZED" }, "failed"],
    [{ entitlement: "NOT_AVAILABLE" }, "failed"],
    [{ agreement: "ERROR" }, "failed"],
    [{ agreement: "NOT_AVAILABLE" }, "warning"],
    [{ agreement: "PENDING" }, "warning"],
    [{ region: "NOT_AVAILABLE" }, "failed"],
    [{ authorization: undefined }, "unknown"],
  ])("%j is %s", (change, state) => {
    expect(examineAccess("acme.large-v1", "us-east-1", { ...GRANTED, ...change }).state).toBe(state);
  });

  it("is there for a profile that leads to other regions", () => {
    const access = { ...GRANTED, region: "NOT_AVAILABLE" };
    expect(examineAccess("us.acme.large-v1", "us-east-1", access).state).toBe("ok");
  });

  it("is agreed on only where the service says so", () => {
    expect([GRANTED, { ...GRANTED, agreement: "NOT_AVAILABLE" }, undefined].map(isAgreed)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("a permission", () => {
  const USER = "User: arn:aws:sts::123456789012:assumed-role/app/i is not authorized to perform:";
  const tried = async (thrown: unknown, whom = "calls") =>
    examineTrial(
      await tryOut({
        action: "bedrock:InvokeModel",
        region: "us-east-1",
        for: whom,
        try: () => (thrown === undefined ? Promise.resolve() : Promise.reject(thrown)),
      }),
    );

  it.each([
    ["nothing", undefined, "ok"],
    ["a request that can't be served", error("ValidationException"), "ok"],
    ["a model that is gone", error("ResourceNotFoundException", "has reached the end of its life"), "failed"],
    [
      "an id that can't be called here",
      error("ValidationException", "Invocation of model ID x with on-demand throughput isn’t supported."),
      "failed",
    ],
    ["a throttle, which may come before", error("ThrottlingException"), "unknown"],
    ["no network", error("TimeoutError"), "unknown"],
    ["no package", error("SpillwayError", "npm install", { code: "PEER_MISSING" }), "unknown"],
    [
      "no policy",
      error(
        "AccessDeniedException",
        `${USER} bedrock:InvokeModel because no identity-based policy allows it`,
      ),
      "failed",
    ],
    [
      "no words",
      error("AccessDeniedException", "You don't have access to the model with the specified model ID."),
      "failed",
    ],
  ])("after %s is %s", async (_, thrown, state) => {
    expect((await tried(thrown)).state).toBe(state);
  });

  it("is named as the refusal names it", async () => {
    const thrown = error("AccessDeniedException", `${USER} aws-marketplace:Subscribe because no policy`);
    expect((await tried(thrown)).subject).toBe("aws-marketplace:Subscribe");
  });

  it("of the control plane is there where what was asked for is not", async () => {
    expect((await tried(error("ResourceNotFoundException"), "this command")).state).toBe("ok");
  });

  it("that only a tool needs is a warning", async () => {
    const thrown = error(
      "AccessDenied",
      `${USER} bedrock:InvokeModel because no identity-based policy allows it`,
    );
    expect(await tried(thrown, "spillway watch")).toMatchObject({
      state: "warning",
      says: "not allowed (spillway watch needs it)",
    });
  });
});
