import type { QuotaKind } from "../settings/settings.js";
import type { QuotaProfile } from "./names.js";

/** One model: what Service Quotas calls it, and the codes of its quotas as far as they are known. */
export interface ModelNames {
  readonly id: string;
  /** Most have one; some have another one for another quota. */
  readonly names: readonly string[];
  readonly codes: readonly {
    readonly profile: QuotaProfile;
    readonly kind: QuotaKind;
    readonly code: string;
  }[];
}

/** Where {@link MODELS} comes from. */
export const MODELS_SOURCE = {
  source:
    "awslabs/bedrock-usage-analyzer, metadata/quota-index.csv at 4ba0308, without the rows whose name speaks of another model than their id",
  date: "2026-04-20",
  read: "2026-11-28",
};

/**
 * Model ids without the prefix of a profile, as Service Quotas calls them. Names do not follow from ids by any rule:
 * what is not here is not known.
 *
 * Columns: id | names, ` / ` between | in-region: requests, tokens per minute | geo: the same | global: the same, and
 * tokens per day | tokens per day of in-region and geo. Codes are the same in all regions.
 */
const TABLE = `
ai21.jamba-1-5-large-v1:0 | AI21 Labs Jamba 1.5 Large | L-F4CAA0FD L-CFAB19FF |  |  |
ai21.jamba-1-5-mini-v1:0 | AI21 Labs Jamba 1.5 Mini | L-0449ADC5 L-5A778346 |  |  |
amazon.nova-2-lite-v1:0 | Amazon Nova 2 Lite |  | L-F06F1187 L-C6F5908D | L-D5F39C2F L-71C69B70 L-AD940EDE | L-210172B5
amazon.nova-2-multimodal-embeddings-v1:0 | Amazon Nova 2 Multimodal Embeddings V1 | L-29E17D48 - |  |  |
amazon.nova-canvas-v1:0 | Amazon Nova Canvas | L-3F26CE29 - |  |  |
amazon.nova-lite-v1:0 | Amazon Nova Lite | L-E386A278 L-70423BF8 | L-89F8391A L-7C42E72A |  | L-45E0AD92
amazon.nova-micro-v1:0 | Amazon Nova Micro | L-E118F160 L-CFA4FA0D | L-3F110E0F L-DC7FF66C |  | L-D2912E70
amazon.nova-premier-v1:0 | Amazon Nova Premier V1 |  | L-9AD981E7 L-AA7FE948 |  | L-B1D7F4B9
amazon.nova-pro-v1:0 | Amazon Nova Pro | L-F2717A44 L-CE33604C | L-ED46B8C5 L-C0326783 |  | L-D690997B
amazon.rerank-v1:0 | Amazon Rerank 1.0 | L-AAB0080F - |  |  |
amazon.titan-embed-image-v1 | Amazon Titan Multimodal Embeddings G1 | L-DF0E34D4 L-ABC24664 |  |  |
amazon.titan-embed-text-v1 | Amazon Titan Text Embeddings | L-879F6850 L-74B5B793 |  |  |
amazon.titan-embed-text-v2:0 | Amazon Titan Text Embeddings V2 | L-26C560CE L-DE641971 |  |  |
amazon.titan-image-generator-v2:0 | Amazon Titan Image Generator G1 V2 | L-D6269ADB L-F1AFB3C9 |  |  |
anthropic.claude-3-5-haiku-20241022-v1:0 | Anthropic Claude 3.5 Haiku | L-C7438F8F L-7AB4ABDD |  |  |
anthropic.claude-3-5-sonnet-20240620-v1:0 | Anthropic Claude 3.5 Sonnet | L-254CACF4 L-A50569E5 |  |  |
anthropic.claude-3-5-sonnet-20241022-v2:0 | Anthropic Claude 3.5 Sonnet V2 | L-79E773B3 L-AD41C330 | L-1D3E59A3 L-FF8B4E28 |  |
anthropic.claude-3-7-sonnet-20250219-v1:0 | Anthropic Claude 3.7 Sonnet V1 | L-0651A8FB L-8F2EEEA3 | L-3D8CC480 L-6E888CC2 |  | L-9EB71894
anthropic.claude-3-haiku-20240307-v1:0 | Anthropic Claude 3 Haiku | L-2DC80978 L-8CE99163 | L-616A3F5B L-DCADBC78 |  | L-A60EE1AF
anthropic.claude-3-sonnet-20240229-v1:0 | Anthropic Claude 3 Sonnet | L-F406804E L-4C35BB2A | L-46591118 L-5DF13F64 |  |
anthropic.claude-haiku-4-5-20251001-v1:0 | Anthropic Claude Haiku 4.5 |  | L-CCA5DF70 L-58BE175A | L-E5084BBA L-9A11C666 L-B5C049AE | L-6120CF2D
anthropic.claude-opus-4-1-20250805-v1:0 | Anthropic Claude Opus 4.1 |  | L-7EC72A47 L-BD85BFCD |  | L-AB98959C
anthropic.claude-opus-4-20250514-v1:0 | Anthropic Claude Opus 4 V1 |  | L-C99C7EF6 L-29C2B0A3 |  | L-28155387
anthropic.claude-opus-4-5-20251101-v1:0 | Anthropic Claude Opus 4.5 |  | L-27989F42 L-7007E9C9 |  | L-F397ECBF
anthropic.claude-opus-4-6-v1 | Anthropic Claude Opus 4.6 V1 | L-0491E43A L-98944717 | L-11DFF789 L-0AD9BBE8 | L-3DD46812 L-3DCCFAA4 L-ED2BADF9 | L-82CD9B28
anthropic.claude-opus-4-7 | Anthropic Claude Opus 4.7 |  | - L-5DB28B7B | - L-34152C1D - |
anthropic.claude-sonnet-4-20250514-v1:0 | Anthropic Claude Sonnet 4 V1 |  | L-559DCC33 L-59759B4A |  | L-22F701C5
anthropic.claude-sonnet-4-5-20250929-v1:0 | Anthropic Claude Sonnet 4.5 V1 |  | L-4A6BFAB1 L-F4DDD3EB | L-DB84CE56 L-27C57EE8 L-BC182137 | L-381AD9EE
anthropic.claude-sonnet-4-6 | Anthropic Claude Sonnet 4.6 | L-9B878FAE L-5F5A169C | L-00FF3314 L-15B8E632 | L-F6E116D7 L-7BEE40FB L-248E47B7 |
cohere.command-r-plus-v1:0 | Cohere Command R Plus | L-ADB4B3D7 L-FEE1DCB6 |  |  |
cohere.command-r-v1:0 | Cohere Command R | L-A49CA90F L-17F95AA4 |  |  |
cohere.embed-english-v3 | Cohere Embed English | L-FF8E7864 L-A2BE277A |  |  |
cohere.embed-v4:0 | Cohere Embed V4 | L-BE5FD99B L-C47B85D5 | L-EB8C1F30 L-4C3F0FE6 | L-7089DC7D L-02DFBB76 L-795ADAB0 |
cohere.rerank-v3-5:0 | Cohere Rerank 3.5 | L-11512E58 - |  |  |
deepseek.r1-v1:0 | DeepSeek R1 V1 |  | L-F52323AB L-06B03968 |  | L-6CA2002C
deepseek.v3-v1:0 | DeepSeek V3 V1 | L-7A5451CB L-30A6895A |  |  |
deepseek.v3.2 | DeepSeek V3.2 | L-3AE31EFC L-C43703DE |  |  |
google.gemma-3-12b-it | Gemma 3 12B | L-999037CA L-3FD4A73E |  |  |
google.gemma-3-27b-it | Gemma 3 27B | L-5D46C7AF L-F8729E94 |  |  |
google.gemma-3-4b-it | Gemma 3 4B | L-3056DF33 L-73FB8466 |  |  |
meta.llama3-1-405b-instruct-v1:0 | Meta Llama 3.1 405B Instruct | L-6ED467E8 L-0F7F5E55 | L-2310243E L-9913DEEF |  |
meta.llama3-1-70b-instruct-v1:0 | Meta Llama 3.1 70B Instruct | L-ECA5B974 L-48E55E59 | L-29644EB3 L-92E68994 |  |
meta.llama3-1-8b-instruct-v1:0 | Meta Llama 3.1 8B Instruct | L-19A2ED6C L-9E79C230 | L-396C5302 L-9782749C |  |
meta.llama3-2-11b-instruct-v1:0 | Meta Llama 3.2 11B Instruct |  |  |  | L-B34C64C1
meta.llama3-2-1b-instruct-v1:0 | Meta Llama 3.2 1B Instruct |  | L-A31D2B40 L-BD9FDA6F |  | L-385F89F0
meta.llama3-2-3b-instruct-v1:0 | Meta Llama 3.2 3B Instruct |  | L-6B0A9FAD L-0B2687F4 |  | L-CCE51B55
meta.llama3-2-90b-instruct-v1:0 | Meta Llama 3.2 90B Instruct |  |  |  | L-2B30E322
meta.llama3-3-70b-instruct-v1:0 | Meta Llama 3.3 70B Instruct | L-22EF3256 L-372A660C | L-DEDE703C L-0E7AA8B7 |  |
meta.llama3-70b-instruct-v1:0 | Meta Llama 3 70B Instruct | L-46D383AF L-609E24B0 |  |  |
meta.llama3-8b-instruct-v1:0 | Meta Llama 3 8B Instruct | L-320BEFEB L-03A9B835 |  |  |
meta.llama4-maverick-17b-instruct-v1:0 | Meta Llama 4 Maverick V1 |  | L-4F18EF2F L-DE3FBBF4 |  | L-4757258D
meta.llama4-scout-17b-instruct-v1:0 | Meta Llama 4 Scout V1 |  | L-751B753A L-532E6630 |  | L-A9798316
minimax.minimax-m2 | Minimax M2 | L-828C986E L-A81B7C40 |  |  |
minimax.minimax-m2.1 | Minimax M2.1 | L-2DA44933 L-D795937C |  |  |
minimax.minimax-m2.5 | MiniMax M2.5 | L-6185F03F L-359D5670 |  |  |
mistral.devstral-2-123b | Mistral Devstral 2 123b | L-0197660A L-904A6762 |  |  |
mistral.magistral-small-2509 | Magistral Small 1.2 | L-B14A9603 L-D18AC5F7 |  |  |
mistral.ministral-3-14b-instruct | Ministral 14B 3.0 | L-99F7BDBC L-334E5409 |  |  |
mistral.ministral-3-3b-instruct | Ministral 3B 3.0 | L-DCA37E91 L-8A4BEE90 |  |  |
mistral.ministral-3-8b-instruct | Ministral 8B 3.0 | L-2BDF9A55 L-3B98F300 |  |  |
mistral.mistral-7b-instruct-v0:2 | Mistral 7B Instruct / Mistral AI Mistral 7B Instruct | L-D9A35062 L-02D831F1 |  |  |
mistral.mistral-large-2402-v1:0 | Mistral Large / Mistral AI Mistral Large | L-3AF844DB L-01447289 |  |  |
mistral.mistral-large-2407-v1:0 | Mistral Large 2407 | L-1402869F L-1C28E1AB |  |  |
mistral.mistral-large-3-675b-instruct | Mistral Large 3 | L-5B274E24 L-C709F563 |  |  |
mistral.mistral-small-2402-v1:0 | Mistral AI Mistral Small | L-1CBB0490 L-82C15FA8 |  |  |
mistral.mixtral-8x7b-instruct-v0:1 | Mistral Mixtral 8x7b Instruct / Mistral AI Mixtral 8X7BB Instruct | L-FD938632 L-490F4D1F |  |  |
mistral.pixtral-large-2502-v1:0 | Mistral Pixtral Large 25.02 V1 |  | L-674F42D5 L-4B9F76B0 |  | L-58280E37
mistral.voxtral-mini-3b-2507 | Voxtral Mini 1.0 | L-17AE85BD L-0B767044 |  |  |
mistral.voxtral-small-24b-2507 | Voxtral Small 1.0 | L-ACB2FB6A L-930E2896 |  |  |
moonshot.kimi-k2-thinking | Kimi K2 Thinking | L-02572418 L-03579AC2 |  |  |
moonshotai.kimi-k2.5 | Moonshot AI Kimi K2.5 | L-C1711F26 L-B8D04761 |  |  |
nvidia.nemotron-nano-3-30b | Nemotron Nano 3 30B | L-2DA9C9CC L-C0663FA3 |  |  |
nvidia.nemotron-nano-9b-v2 | NVIDIA Nemotron Nano 2 | L-AC7B3FB9 L-33D3627D |  |  |
nvidia.nemotron-super-3-120b | NVIDIA Nemotron 3 Super 120B A12B | L-E722E1BB L-EB4CADEE |  |  |
openai.gpt-oss-120b-1:0 | OpenAI GPT OSS 120B | L-25B50707 L-9DC5F595 |  |  |
openai.gpt-oss-20b-1:0 | OpenAI GPT OSS 20B | L-AF7F0545 L-036E14D8 |  |  |
openai.gpt-oss-safeguard-20b | GPT OSS Safeguard 20B | L-65833D55 L-5D8F2F54 |  |  |
qwen.qwen3-235b-a22b-2507-v1:0 | Qwen3 235B a22b 2507 V1 | L-548A1A32 L-3875BCCF |  |  |
qwen.qwen3-32b-v1:0 | Qwen3 32B V1 | L-E880C759 L-B7C52139 |  |  |
qwen.qwen3-coder-30b-a3b-v1:0 | Qwen3 Coder 30B a3b V1 | L-66EE6E0B L-92F81E14 |  |  |
qwen.qwen3-coder-480b-a35b-v1:0 | Qwen3 Coder 480B a35b V1 | L-CBE7E3CD L-4D0E44C8 |  |  |
qwen.qwen3-coder-next | Qwen3 Coder Next | L-4153B066 L-A4C6122D |  |  |
qwen.qwen3-next-80b-a3b | Qwen3 Next 80B A3B | L-07B3CEEA L-37AB702E |  |  |
qwen.qwen3-vl-235b-a22b | Qwen3 VL 235B A22B | L-11B56FB0 L-46063925 |  |  |
stability.stable-conservative-upscale-v1:0 | Stable Image Conservative Upscale |  | L-0C7F3C72 - |  |
stability.stable-creative-upscale-v1:0 | Stable Image Creative Upscale |  | L-DB8B3F46 - |  |
stability.stable-fast-upscale-v1:0 | Stable Image Fast Upscale |  | L-D3D76E8D - |  |
twelvelabs.marengo-embed-2-7-v1:0 | Twelve Labs Marengo |  | L-E967C2DE - |  |
twelvelabs.marengo-embed-3-0-v1:0 | TwelveLabs Marengo Embed 3.0 | L-8CBCC2C0 - | L-E5197E26 - |  |
twelvelabs.pegasus-1-2-v1:0 | Twelve Labs Pegasus | L-5E8692C5 - | L-6E046197 - |  |
writer.palmyra-vision-7b | Writer Palmyra Vision 7B | L-23BFF4A6 L-C53E98ED |  |  |
zai.glm-4.7 | Z.ai GLM-4.7 | L-497DDDD7 L-12454D86 |  |  |
zai.glm-4.7-flash | Z.ai GLM-4.7 Flash | L-5E856AD9 L-B40F2E56 |  |  |
zai.glm-5 | Z.ai GLM 5 | L-7BF266A9 L-99316427 |  |  |
`;

/** What the columns of codes hold. */
const COLUMNS: readonly (readonly (readonly [readonly QuotaProfile[], QuotaKind])[])[] = [
  [
    [["in-region"], "requestsPerMinute"],
    [["in-region"], "tokensPerMinute"],
  ],
  [
    [["geo"], "requestsPerMinute"],
    [["geo"], "tokensPerMinute"],
  ],
  [
    [["global"], "requestsPerMinute"],
    [["global"], "tokensPerMinute"],
    [["global"], "tokensPerDay"],
  ],
  [[["in-region", "geo"], "tokensPerDay"]],
];

function codesOf(columns: readonly string[]): ModelNames["codes"] {
  return COLUMNS.flatMap((column, at) => {
    const codes = (columns[at] ?? "").split(" ");
    return column.flatMap(([profiles, kind], place) => {
      const code = codes[place] ?? "";
      return code.startsWith("L-") ? profiles.map((profile) => ({ profile, kind, code })) : [];
    });
  });
}

function modelOf(line: string): ModelNames {
  const [id = "", names = "", ...columns] = line.split("|").map((column) => column.trim());
  return { id, names: names.split(" / "), codes: codesOf(columns) };
}

export const MODELS: readonly ModelNames[] = TABLE.trim().split("\n").map(modelOf);
