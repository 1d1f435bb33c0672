/**
 * A repository as WebLLM wants one, with weights of noise, and two libraries that are none: with them its engine goes
 * through everything that comes before a model runs, and fails where a broken download would make it fail.
 */
import { createHash } from 'node:crypto'
import { createLanguageModel } from './tiny-model/language-model.ts'
import { createRandom, type ModelFiles } from './tiny-model/model-files.ts'

export interface WebllmRepositoryOptions {
  readonly seed?: number
  readonly shards?: number
  readonly shardBytes?: number
}

export const createWebllmRepository = (options: WebllmRepositoryOptions = {}): ModelFiles => {
  const { seed = 1, shards = 3, shardBytes = 1_048_576 } = options
  const random = createRandom(seed)
  const weights = Array.from(
    { length: shards },
    (_, at) =>
      [`params_shard_${at}.bin`, Uint8Array.from({ length: shardBytes }, () => random() * 256)] as const,
  )
  const tokenizer = createLanguageModel({ seed }).get('tokenizer.json')
  if (tokenizer === undefined) throw new Error('The tiny model has no tokenizer')
  return new Map([
    ['mlc-chat-config.json', json(chatConfig)],
    ['tensor-cache.json', json(tensorCache(weights))],
    ['tokenizer.json', tokenizer],
    ...weights,
  ])
}

/** What a server says in place of a file, taken for a library. */
export const notWasm: Uint8Array<ArrayBuffer> = new TextEncoder().encode(
  '<!doctype html><title>Not found</title>',
)

/** A WebAssembly module that has nothing in it. */
export const emptyWasm: Uint8Array<ArrayBuffer> = new TextEncoder().encode('\0asm\x01\0\0\0')

const json = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value, undefined, 2))

const tensorCache = (weights: readonly (readonly [string, Uint8Array])[]) => ({
  metadata: {
    ParamSize: weights.length,
    ParamBytes: weights.reduce((sum, [, bytes]) => sum + bytes.length, 0),
    BitsPerParam: 32,
  },
  records: weights.map(([dataPath, bytes], at) => ({
    dataPath,
    format: 'raw-shard',
    nbytes: bytes.length,
    records: [
      {
        name: `model.layers.${at}.weight`,
        shape: [bytes.length / 4],
        dtype: 'float32',
        format: 'raw',
        nbytes: bytes.length,
        byteOffset: 0,
      },
    ],
    md5sum: createHash('md5').update(bytes).digest('hex'),
  })),
})

const chatConfig = {
  version: '0.1.0',
  model_type: 'llama',
  quantization: 'q0f32',
  model_config: { hidden_size: 48, num_hidden_layers: 1, vocab_size: 512, context_window_size: 2048 },
  vocab_size: 512,
  context_window_size: 2048,
  sliding_window_size: -1,
  prefill_chunk_size: 1024,
  attention_sink_size: -1,
  tensor_parallel_shards: 1,
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  repetition_penalty: 1,
  pad_token_id: 0,
  bos_token_id: 1,
  eos_token_id: 2,
  tokenizer_files: ['tokenizer.json'],
  tokenizer_info: { token_postproc_method: 'byte_level', prepend_space_in_encode: false },
  conv_template: {
    name: 'chatml',
    system_template: '<|im_start|>system\n{system_message}<|im_end|>\n',
    system_message: '',
    add_role_after_system_message: true,
    roles: { user: '<|im_start|>user', assistant: '<|im_start|>assistant', tool: '<|im_start|>user' },
    role_templates: {
      user: '{user_message}',
      assistant: '{assistant_message}',
      tool: '{tool_message}',
    },
    messages: [],
    seps: ['<|im_end|>\n'],
    role_content_sep: '\n',
    role_empty_sep: '\n',
    stop_str: ['<|im_end|>'],
    stop_token_ids: [2],
    function_string: '',
    use_function_calling: false,
  },
}
