import {
  type BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ServiceUnavailableException,
  ThrottlingException,
} from "@aws-sdk/client-bedrock-runtime";
import type { HttpResponse } from "@smithy/core/protocols";
import type {
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  InitializeMiddleware,
  MetadataBearer,
} from "@smithy/types";
import {
  BedrockRuntimeClient as OldestClient,
  ConverseCommand as OldestConverse,
  ConverseStreamCommand as OldestStream,
  ThrottlingException as OldestThrottling,
} from "sdk-oldest";
import { SpillwayError, spillway, withSpillway } from "spillway";
import { createSimulator, type RequestRecord, type Simulator, VirtualClock } from "spillway/simulator";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commandOf, invocationIdOf } from "../../src/smithy/relay.js";
import { Siblings, type Stack } from "../../src/smithy/siblings.js";
import { failure, stubborn } from "../integration/bench.js";
import {
  clientOf,
  collect,
  converse,
  converseStream,
  invoke,
  invokeStream,
  json,
  MODEL,
} from "../simulator/helpers.js";
import { type Relayed, relayAll } from "./relaying.js";

const WEST = "us-west-2";
const OTHER = "us.anthropic.claude-test-v1:0";

let clock: VirtualClock;
let simulator: Simulator;

beforeEach(() => {
  clock = new VirtualClock();
  simulator = createSimulator({ clock, regions: ["us-east-1", WEST] });
});

afterEach(() => vi.unstubAllEnvs());

const at = (config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient =>
  clientOf({ requestHandler: simulator.handler(), ...config });

const siblingsOf = (
  home: { middlewareStack: object; config: unknown } | undefined,
  clientFor?: () => object,
) =>
  // Clients of both SDKs; only the class and the configuration matter.
  new Siblings({
    home: home as BedrockRuntimeClient,
    clientFor,
    endpointFor: undefined,
    warnOnce: () => undefined,
  });

/** A client whose calls all go to another one: one that is made, or the one given. */
function relaying(west?: object, home: BedrockRuntimeClient = at()) {
  const siblings = siblingsOf(home, west && (() => west));
  const relayed: Relayed = relayAll(home, { siblings, region: WEST, modelId: OTHER });
  return { home, relayed };
}

const requests = (): readonly RequestRecord[] => simulator.report().requests;

/** The one error that a client's deserializer threw, as it came past the place of its signing. */
function watchErrors(client: { middlewareStack: unknown }): unknown[] {
  const seen: unknown[] = [];
  const watch: FinalizeRequestMiddleware<object, MetadataBearer> = (next) => (args) =>
    next(args).catch((error: unknown) => {
      seen.push(error);
      throw error;
    });
  (client.middlewareStack as Stack).add(watch, { step: "finalizeRequest", priority: "low" });
  return seen;
}

const OPERATIONS = [
  ["Converse", converse],
  ["ConverseStream", converseStream],
  ["InvokeModel", invoke],
  ["InvokeModelWithResponseStream", invokeStream],
] as const;

describe("a call that goes to another region", () => {
  it.each(OPERATIONS)("%s is served there, under its own id and number", async (operation, command) => {
    const { home, relayed } = relaying();
    const { output } = await clock.run(async () => {
      const output: object = await home.send(command() as ConverseCommand);
      if ("stream" in output) expect(await collect(output.stream as never)).not.toHaveLength(0);
      const { body } = output as { body?: unknown };
      if (body instanceof Uint8Array) expect(json(body).usage).toBeDefined();
      else if (body !== undefined) expect(await collect(body as never)).not.toHaveLength(0);
      return { output };
    });
    expect(requests()).toMatchObject([
      {
        operation,
        model: OTHER,
        region: WEST,
        scopeRegion: WEST,
        host: "bedrock-runtime.us-west-2.amazonaws.com",
        attempt: 2,
        invocationId: relayed.ids[0],
        outcome: "served",
      },
    ]);
    expect(relayed.ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    const [answer] = relayed.answers;
    expect(answer?.response).toMatchObject({ statusCode: 200, headers: expect.any(Object) });
    expect(answer?.output).toBe(output);
  });

  it.each([
    ["served", () => converse()],
    ["streamed", () => converseStream()],
  ])("is %s with a body that can be left", async (_name, command) => {
    const { home, relayed } = relaying();
    await clock.run(() => home.send(command() as ConverseCommand));
    const response = relayed.answers[0]?.response as HttpResponse;
    response.body.destroy();
    expect(simulator.report().totals.inFlight).toBe(0);
  });

  it("leaves its input as it is", async () => {
    const { home } = relaying();
    const messages = Object.freeze([Object.freeze({ role: "user", content: [{ text: "hello" }] })]);
    const input = Object.freeze({ modelId: MODEL, messages });
    await clock.run(() => home.send(new ConverseCommand(input as never)));
    expect(requests()).toMatchObject([{ model: OTHER, outcome: "served" }]);
    expect(input.modelId).toBe(MODEL);
  });

  it("can be one command sent twice, by a client that caches its middleware", async () => {
    for (const cacheMiddleware of [false, true]) {
      const { home, relayed } = relaying(undefined, at({ cacheMiddleware }));
      const command = converse();
      await clock.run(() => Promise.all([home.send(command), home.send(command), home.send(converse())]));
      await clock.run(() => home.send(command));
      expect(new Set(relayed.ids).size).toBe(4);
    }
    expect(requests().map(({ region, outcome }) => `${region} ${outcome}`)).toEqual(
      Array(8).fill("us-west-2 served"),
    );
    expect(new Set(requests().map(({ invocationId }) => invocationId)).size).toBe(8);
  });

  it("can be aborted on its way", async () => {
    const { home } = relaying();
    const controller = new AbortController();
    const error = failure(home.send(converse(), { abortSignal: controller.signal }));
    await clock.advance(200);
    controller.abort();
    expect((await error).name).toBe("AbortError");
    expect(simulator.report().totals).toMatchObject({ attempts: 1, aborted: 1, inFlight: 0 });
    const { stream } = await clock.run(() =>
      home.send(converseStream(), { abortSignal: AbortSignal.any([]) }),
    );
    expect(await clock.run(() => collect(stream))).not.toHaveLength(0);
  });

  it("is logged once, by its own client", async () => {
    const lines: unknown[] = [];
    const logger = { debug() {}, info: (line: unknown) => lines.push(line), warn() {}, error() {} };
    const { home } = relaying(undefined, at({ logger }));
    await clock.run(() => home.send(converse()));
    expect(lines).toHaveLength(1);
  });

  it("takes the command's own middleware along", async () => {
    const { home } = relaying();
    const texts: string[] = [];
    const own: InitializeMiddleware<object, MetadataBearer> = (next, context) => (args) => {
      texts.push(`${context.commandName} ${Reflect.get(args.input, "modelId")}`);
      return next(args);
    };
    const command = converse();
    (command.middlewareStack as unknown as Stack).add(own, { step: "initialize", name: "own" });
    await clock.run(() => home.send(command));
    await clock.run(() => home.send(command));
    expect(texts).toEqual(
      Array(2)
        .fill([`ConverseCommand ${MODEL}`, `ConverseCommand ${OTHER}`])
        .flat(),
    );
    expect(requests()).toMatchObject([{ region: WEST }, { region: WEST }]);
  });
});

describe("one request goes out", () => {
  const config = { region: WEST };
  const CLIENTS: [string, () => BedrockRuntimeClientConfig][] = [
    ["one attempt", () => ({ maxAttempts: 1 })],
    ["3 attempts", () => ({ maxAttempts: 3 })],
    ["10 attempts", () => ({ maxAttempts: 10 })],
    ["adaptive retries", () => ({ retryMode: "adaptive", maxAttempts: 5 })],
    ["a strategy that repeats whatever happens", () => ({ retryStrategy: stubborn(7) })],
    ["a strategy of the old kind", () => ({ retryStrategy: oldStrategy })],
  ];

  /** The kind that drives the rest of the stack itself. */
  const oldStrategy = {
    mode: "old",
    async retry(next: (args: never) => Promise<unknown>, args: unknown) {
      for (let i = 1; ; i++) {
        try {
          return await next(args as never);
        } catch (error) {
          if (i > 4) throw error;
        }
      }
    },
  } as never;

  it.each(CLIENTS)("of a client with %s, and the error is the SDK's own", async (_name, more) => {
    const faults: [string, unknown][] = [
      ["tooManyRequests", ThrottlingException],
      ["unableToProcess", ServiceUnavailableException],
    ];
    for (const [fault, Class] of faults) {
      simulator.configure({ regionFaults: { [WEST]: [{ fault: fault as "tooManyRequests" }] } });
      const west = at({ ...config, ...more() });
      const seen = watchErrors(west);
      const before = requests().length;
      const error = await clock.run(() => failure(relaying(west).home.send(converseStream())));
      expect(error).toBeInstanceOf(Class);
      expect(seen).toEqual([error]);
      expect(error).toBe(seen[0]);
      expect(error.$response).toBeDefined();
      expect(requests()).toHaveLength(before + 1);
    }
  });

  it.each(CLIENTS)("of a client with %s, where a connection breaks", async (_name, more) => {
    simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests", where: "cut" }] } });
    const west = at({ ...config, ...more() });
    const error = await clock.run(() => failure(relaying(west).home.send(converse())));
    expect(error.code).toBe("ECONNRESET");
    expect(requests()).toHaveLength(1);
  });

  it("of a client with a spillway of its own, which has no part in it", async () => {
    const plugin = spillway({ clock, retry: { maxAttempts: 5 } });
    const west = withSpillway(at(config), plugin);
    await clock.run(() => relaying(west).home.send(converse()));
    simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests" }] } });
    const error = await clock.run(() => failure(relaying(west).home.send(converse())));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(requests()).toHaveLength(2);
    expect(plugin.snapshot().lanes).toEqual([]);
    await clock.run(() => west.send(converse()).catch(() => undefined));
    expect(plugin.snapshot().lanes).toHaveLength(1);
  });

  it("of a command with a spillway of its own", async () => {
    const plugin = spillway({ clock });
    simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests" }] } });
    const west = at(config);
    const { home } = relaying(west);
    const command = converse();
    command.middlewareStack.use(plugin as never);
    await clock.run(() => failure(home.send(command)));
    // At home it is the command's own that repeats.
    const { attempts } = plugin.snapshot().lanes[0]?.counters ?? {};
    expect(requests()).toHaveLength(attempts ?? Number.NaN);
  });

  it("of a client whose own middleware repeats", async () => {
    const west = at(config);
    const twice: InitializeMiddleware<object, MetadataBearer> = (next) => (args) =>
      next(args).then(
        () => next(args),
        () => next(args),
      );
    (west.middlewareStack as Stack).add(twice, { step: "initialize" });
    await clock.run(() => relaying(west).home.send(converse()));
    simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests" }] } });
    const error = await clock.run(() => failure(relaying(west).home.send(converse())));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(requests()).toHaveLength(2);
  });

  it("and its response is known though a middleware hands on the output alone", async () => {
    const west = at(config);
    const bare: InitializeMiddleware<object, MetadataBearer> = (next) => async (args) => {
      const { output } = await next(args);
      return { output } as never;
    };
    (west.middlewareStack as Stack).add(bare, { step: "initialize" });
    const { home, relayed } = relaying(west);
    await clock.run(() => home.send(converse()));
    expect(relayed.answers[0]?.response).toMatchObject({ statusCode: 200 });
  });
});

describe("nothing goes out", () => {
  const elsewhere = "https://bedrock-runtime.us-east-1.amazonaws.com";
  const bearer = { token: { token: "t" }, authSchemePreference: ["httpBearerAuth"] };

  it.each<[string, () => object, RegExp]>([
    ["to a client of another region", () => at(), /for us-west-2 leads to us-east-1: clientFor/],
    [
      "to a client of another region, without a signature that says so",
      () => at(bearer),
      /leads to us-east-1: clientFor/,
    ],
    [
      "to a client of the region with a host of another",
      () => at({ region: WEST, endpoint: elsewhere }),
      /leads to us-east-1: clientFor/,
    ],
    [
      "to the same with a bearer token",
      () => at({ region: WEST, endpoint: elsewhere, ...bearer }),
      /leads to us-east-1: clientFor/,
    ],
    [
      "to a private host of another region",
      () =>
        at({ region: WEST, endpoint: "https://v.bedrock-runtime.eu-west-1.vpce.amazonaws.com", ...bearer }),
      /leads to eu-west-1: clientFor/,
    ],
    [
      "to a client that has no retries",
      () => {
        const west = at({ region: WEST });
        west.middlewareStack.remove("retryMiddleware");
        return west;
      },
      /can't take the call's command \(Error\).*clientFor/,
    ],
  ])("%s", async (_name, west, message) => {
    const error = await clock.run(() => failure(relaying(west()).home.send(converse())));
    expect(error).toBeInstanceOf(SpillwayError);
    expect(error).toMatchObject({ code: "INVALID_SETTING", message: expect.stringMatching(message) });
    expect(requests()).toEqual([]);
  });

  it("for a command whose own middleware leans on what only the first client has", async () => {
    const { home } = relaying();
    const pass: FinalizeRequestMiddleware<object, MetadataBearer> = (next) => next;
    (home.middlewareStack as Stack).add(pass, { step: "finalizeRequest", name: "pillar" });
    const command = converse();
    const own = { relation: "after", toMiddleware: "pillar", name: "leaning" } as const;
    (command.middlewareStack as unknown as Stack).addRelativeTo(pass, own);
    const error = await clock.run(() => failure(home.send(command)));
    expect(error).toMatchObject({ code: "INVALID_SETTING", message: expect.stringContaining("clientFor") });
    expect(requests()).toEqual([]);
  });

  it("to an endpoint that the environment names for the first region", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", elsewhere);
    const { home } = relaying();
    const error = await clock.run(() => failure(home.send(converse())));
    expect(error).toMatchObject({ code: "INVALID_SETTING", message: expect.stringContaining("endpointFor") });
    expect(requests()).toEqual([]);
  });

  it("where a signature names no region and no one else does", async () => {
    const west = at({ region: WEST, endpoint: "https://gateway.test", ...bearer });
    const config = new Proxy(west.config, {
      get: (target, key) => (key === "region" ? undefined : Reflect.get(target, key)),
    });
    const lost = { middlewareStack: west.middlewareStack, config };
    const error = await clock.run(() => failure(relaying(lost).home.send(converse())));
    expect(error).toMatchObject({
      code: "INVALID_SETTING",
      message: expect.stringMatching(/region that nothing names/),
    });
    expect(requests()).toEqual([]);
  });
});

describe("the oldest SDK", () => {
  const input = { modelId: MODEL, messages: [{ role: "user" as const, content: [{ text: "hello" }] }] };

  const oldest = (config: object = {}): OldestClient =>
    new OldestClient({
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDFAKE", secretAccessKey: "fake" },
      requestHandler: simulator.handler(),
      maxAttempts: 1,
      ...config,
    });

  it("relays like the newest: made clients, commands sent twice, their own middleware", async () => {
    const home = oldest();
    const relayed = relayAll(home, { siblings: siblingsOf(home), region: WEST, modelId: OTHER });
    const command = new OldestConverse(input);
    let own = 0;
    const count: InitializeMiddleware<object, MetadataBearer> = (next) => (args) => {
      own++;
      return next(args);
    };
    (command.middlewareStack as unknown as Stack).add(count, { step: "initialize" });
    await clock.run(() => home.send(command));
    await clock.run(() => home.send(command));
    const { stream } = await clock.run(() => home.send(new OldestStream(input)));
    expect((await clock.run(() => collect(stream))).some((event) => event.messageStop)).toBe(true);
    expect(own).toBe(4);
    expect(requests()).toMatchObject(
      relayed.ids.map((invocationId) => ({
        region: WEST,
        scopeRegion: WEST,
        model: OTHER,
        attempt: 2,
        invocationId,
      })),
    );
  });

  it.each([{ maxAttempts: 10 }, { retryMode: "adaptive" }, { retryStrategy: stubborn(7) }])(
    "sends one request, with %j",
    async (more) => {
      simulator.configure({ regionFaults: { [WEST]: [{ fault: "tooManyRequests" }] } });
      const home = oldest();
      const west = oldest({ region: WEST, ...more });
      relayAll(home, { siblings: siblingsOf(undefined, () => west), region: WEST, modelId: OTHER });
      const error = await clock.run(() => failure(home.send(new OldestConverse(input))));
      expect(error).toBeInstanceOf(OldestThrottling);
      expect(requests()).toHaveLength(1);
    },
  );
});

describe("what is read of a call", () => {
  it.each<[unknown]>([
    [{}],
    [{ __smithy_context: undefined }],
    [{ __smithy_context: {} }],
    [{ __smithy_context: { commandInstance: {} } }],
    [{ __smithy_context: { commandInstance: "ConverseCommand" } }],
  ])("no command is %j", (context) => {
    expect(commandOf(context as HandlerExecutionContext)).toBeUndefined();
  });

  it.each<[unknown]>([[undefined], [{}], [{ headers: {} }], [{ headers: { "amz-sdk-invocation-id": 7 } }]])(
    "no id is %j",
    (request) => {
      expect(invocationIdOf(request)).toBeUndefined();
    },
  );
});
