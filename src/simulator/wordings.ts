/** One way in which Bedrock says no. */
export interface Wording {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Error code as in `x-amzn-errortype`; empty where the service sends none. */
  readonly code: string;
  /** Text for people; `{model}` stands for the model id of the request. */
  readonly message: string;
  /** Not a word of the service, but a page of HTML, as load balancers and proxies give one; `message` is its title. */
  readonly html?: true;
  /** Further members of the error body. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

const throttling = (message: string): Wording => ({ status: 429, code: "ThrottlingException", message });
const unavailable = (message: string): Wording => ({
  status: 503,
  code: "ServiceUnavailableException",
  message,
});
const validation = (message: string): Wording => ({ status: 400, code: "ValidationException", message });
const insufficient = (status: number): Wording => ({
  status,
  code: "InsufficientThroughputException",
  message: "Insufficient throughput. Model processing capacity reached.",
});

const CAPACITY_REACHED = "Model processing capacity reached.";
const TOO_MANY_CONNECTIONS = "Too many connections, please wait before trying again.";

/** Codes and texts, literally as they were seen in the field. */
const table = {
  tooManyRequests: throttling("Too many requests, please wait before trying again."),
  tooManyRequestsOld: throttling(
    "Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.",
  ),
  tooManyTokens: throttling("Too many tokens, please wait before trying again."),
  tooManyTokensPerDay: throttling("Too many tokens per day, please wait before trying again."),
  requestRateTooHigh: throttling("Your request rate is too high. Reduce the frequency of requests."),
  rateExceeded: throttling("Rate exceeded"),
  modelOverloaded: throttling("Model {model} is currently overloaded. Please try again later."),
  modelNotReady: {
    status: 429,
    code: "ModelNotReadyException",
    message: "Model is not ready for inference. Wait and try your request again.",
  },
  unableToProcess: unavailable("Bedrock is unable to process your request."),
  tooManyConnections: unavailable(TOO_MANY_CONNECTIONS),
  tooManyConnectionsDetailed: {
    ...unavailable(TOO_MANY_CONNECTIONS),
    fields: {
      exceptionMetadata: {
        qosTier: "10",
        rudiMetadata:
          '{"queueDwellTimeInMs":0,"expectedQueueDelayInMs":394460,"variantIdentifier":"{model}:18k"}',
      },
    },
  },
  temporarilyUnavailable: unavailable("Service temporarily unavailable, please try again."),
  htmlUnavailable: { status: 503, code: "", message: "503 Service Temporarily Unavailable", html: true },
  unexpectedError: {
    status: 500,
    code: "InternalServerException",
    message: "The system encountered an unexpected error during processing. Try your request again.",
  },
  capacityReached400: validation(CAPACITY_REACHED),
  capacityReached429: throttling(CAPACITY_REACHED),
  capacityReached503: unavailable(CAPACITY_REACHED),
  insufficientThroughput400: insufficient(400),
  insufficientThroughput429: insufficient(429),
  insufficientThroughput503: insufficient(503),
  overloaded: { status: 529, code: "", message: "Overloaded" },
  overloadedError: { status: 529, code: "overloaded_error", message: "Overloaded" },
  modelTimeout: {
    status: 408,
    code: "ModelTimeoutException",
    message: "Model has timed out in processing the request. Try your request again.",
  },
  modelError: {
    status: 424,
    code: "ModelErrorException",
    message: "The model returned an error while processing the request.",
    fields: { originalStatusCode: 500, resourceName: "{model}" },
  },
  modelErrorOverloaded: {
    status: 424,
    code: "ModelErrorException",
    message: "The model returned an error while processing the request.",
    fields: { originalStatusCode: 529, resourceName: "{model}" },
  },
  modelStreamError: {
    status: 424,
    code: "ModelStreamErrorException",
    message: "The model stream returned an error.",
    fields: { originalStatusCode: 500, originalMessage: "stream error" },
  },
  serviceQuotaExceeded: {
    status: 400,
    code: "ServiceQuotaExceededException",
    message: "Your request exceeds the service quota for your account.",
  },
  accessDenied: {
    status: 403,
    code: "AccessDeniedException",
    message: "You don't have access to the model with the specified model ID.",
  },
  agreementBeingCreated: {
    status: 403,
    code: "MPAgreementBeingCreated",
    message: "The agreement for this model is being created. Try again in a few minutes.",
  },
  resourceNotFound: {
    status: 404,
    code: "ResourceNotFoundException",
    message: "Could not resolve the foundation model from the model identifier.",
  },
  formNotFilled: {
    status: 404,
    code: "FTUFormNotFilled",
    message: "Model use case details have not been submitted for this account.",
  },
  validation: validation("The request is not valid."),
  malformedInput: validation("Malformed input request, please reformat your input and try again."),
  modelIdentifierInvalid: validation("The provided model identifier is invalid."),
  onDemandUnsupported: validation(
    "Invocation of model ID {model} with on-demand throughput isn't supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
  ),
  conflict: { status: 400, code: "ConflictException", message: "The request conflicts with another one." },
  clockSkew: {
    status: 403,
    code: "InvalidSignatureException",
    message: "Signature expired: the difference between the request time and the current time is too large.",
  },
  unknownOperation: {
    status: 404,
    code: "UnknownOperationException",
    message: "The requested operation is not known.",
  },
} as const satisfies Record<string, Wording>;

/** Name of one way in which the simulator can say no. */
export type WordingName = keyof typeof table;

/** Every code and text that the simulator can answer with, by name. */
export const wordings: Readonly<Record<WordingName, Wording>> = table;
