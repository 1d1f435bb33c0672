/**
 * A causal language model of 300 KB that a runtime takes for a Llama of one layer: it reads bytes and writes whole
 * words. Which sentence an answer begins with, attention over the prompt decides with random weights; from there one
 * word leads to the next. It is quick, always says the same, and knows nothing.
 *
 * It ends after exactly as many words as it was told to. For that the third of its heads keeps in its keys where the
 * prompt was: the highest number there is the place of the last token that the model did not write itself.
 */
import { byteAlphabet, textToByteLetters } from './byte-alphabet.ts'
import { languageGraph, type LanguageShape } from './language-graph.ts'
import {
  createRandom,
  modelFiles,
  paddingTensors,
  type ModelFiles,
  type ModelFilesOptions,
} from './model-files.ts'
import { graphToBytes } from './onnx.ts'
import { sentences } from './sentences.ts'

export interface LanguageModelOptions extends ModelFilesOptions {
  /** Words an answer has; `Infinity` writes until somebody stops it. */
  readonly endsAfter?: number
  /** Tokens of prompt and answer together, by what the files say: a token is a byte of the prompt or a word of the answer. */
  readonly contextWindow?: number
}

export const createLanguageModel = (options: LanguageModelOptions = {}): ModelFiles => {
  const { seed = 1, endsAfter = 24, contextWindow = 4096, padding = 0 } = options
  const random = createRandom(seed)
  const graph = languageGraph(shape, endsAfter, random)
  return modelFiles(
    {
      'config.json': config(contextWindow),
      'generation_config.json': {
        do_sample: false,
        eos_token_id: special.end,
        pad_token_id: special.pad,
        max_length: contextWindow,
      },
      'tokenizer.json': tokenizer,
      'tokenizer_config.json': {
        tokenizer_class: 'PreTrainedTokenizer',
        chat_template: chatTemplate,
        eos_token: '<|end|>',
        pad_token: '<|pad|>',
        model_max_length: contextWindow,
      },
    },
    graphToBytes({ ...graph, tensors: [...graph.tensors, ...paddingTensors(padding, random)] }),
    options.weights,
  )
}

/** First the 256 bytes, then the words after a space, then the words an answer can begin with, then the marks. */
const words = sentences.flat().map(word => ` ${word}`)
const firstWords = sentences.map(([word = '']) => word)
const wordsFrom = 256
const firstWordsFrom = wordsFrom + words.length
const specialsFrom = firstWordsFrom + firstWords.length
const specials = ['<|pad|>', '<|end|>', '<|system|>', '<|user|>', '<|assistant|>', '<|tool|>']
const special = { pad: specialsFrom, end: specialsFrom + 1 }

/** The place of each sentence's first word among all of them. */
const sentenceStarts = sentences.map((_, at) => sentences.slice(0, at).flat().length)

const shape: LanguageShape = {
  vocabulary: specialsFrom + specials.length,
  end: special.end,
  firstWords: firstWords.map((_, at) => firstWordsFrom + at),
  followers: new Map([
    ...words.map((_, at) => [wordsFrom + at, wordsFrom + ((at + 1) % words.length)] as const),
    ...sentenceStarts.map((start, at) => [firstWordsFrom + at, wordsFrom + start + 1] as const),
  ]),
}

const config = (contextWindow: number) => ({
  model_type: 'llama',
  architectures: ['LlamaForCausalLM'],
  hidden_size: 48,
  intermediate_size: 48,
  num_hidden_layers: 1,
  num_attention_heads: 3,
  num_key_value_heads: 3,
  head_dim: 16,
  max_position_embeddings: contextWindow,
  vocab_size: shape.vocabulary,
  bos_token_id: null,
  eos_token_id: special.end,
  pad_token_id: special.pad,
})

const vocabulary = [...byteAlphabet, ...[...words, ...firstWords].map(textToByteLetters)]

const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: specials.map((content, at) => ({
    id: specialsFrom + at,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
  post_processor: null,
  decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    // Nothing is merged: the words are for writing only.
    merges: [],
  },
}

const chatTemplate =
  "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
