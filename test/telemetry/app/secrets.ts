/** What an application holds that must not show in any signal. Each one can be found in a heap of bytes. */
export const SECRETS = {
  prompt: "zebra-prompt-7f3a",
  system: "zebra-system-1c9d",
  toolInput: "zebra-tool-input-55e1",
  toolResult: "zebra-tool-result-a0b4",
  toolName: "zebra_tool_name_31",
  modelField: "zebra-model-field-9b2",
  metadata: "zebra-request-metadata-04d",
  guardrail: "zebraguardrail77",
  accessKeyId: "AKIAZEBRAZEBRAZEBRA0",
  secretAccessKey: "zebra-secret-access-key-8e6f",
  sessionToken: "zebra-session-token-d71c",
  bearer: "zebra-bearer-token-2a90",
  header: "zebra-header-value-66f0",
  responseHeader: "zebra-response-header-e18",
  account: "909912345678",
  tenant: "zebra-tenant-b3c",
  errorMessage: "zebra error message 4410",
  streamMessage: "zebra stream message 8213",
  streamText: "zebra answer text 5507",
  thrown: "zebra thrown by a middleware 90",
} as const;

/** A name of an error that only a service gone wrong, or a proxy, would give. */
export const ODD_CODE = "zebra odd code: 12, of request";
