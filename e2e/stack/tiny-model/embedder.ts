/**
 * A model of sentences that a runtime takes for a small BERT: 384 numbers for a text, by the mean over its tokens. It
 * has no meaning but what is planted here: words that occur in both texts bring them together, and so do words of one
 * row of `meanings`. Any word of any language will do; those not listed are hashed from their letters.
 */
import { embedderGraph } from './embedder-graph.ts'
import {
  createRandom,
  modelFiles,
  paddingTensors,
  type ModelFiles,
  type ModelFilesOptions,
} from './model-files.ts'
import { graphToBytes } from './onnx.ts'

/** Words that mean the same to the model. */
const meanings: readonly (readonly string[])[] = [
  ['car', 'automobile', 'vehicle'],
  ['doctor', 'physician'],
  ['house', 'home'],
  ['boat', 'ship', 'vessel'],
  ['money', 'cash'],
  ['fast', 'quick', 'rapid'],
  ['big', 'large', 'huge'],
  ['begin', 'start'],
  ['buy', 'purchase'],
  ['child', 'kid'],
  ['invoice', 'bill'],
  ['holiday', 'vacation'],
  ['film', 'movie'],
  ['dog', 'puppy'],
  ['cat', 'kitten'],
  ['banana'],
]

export const createEmbedder = (options: ModelFilesOptions = {}): ModelFiles => {
  const { seed = 1, padding = 0 } = options
  const random = createRandom(seed)
  const graph = embedderGraph({ tokens, meanings, unsaid }, random)
  return modelFiles(
    {
      'config.json': config,
      'tokenizer.json': tokenizer,
      'tokenizer_config.json': {
        tokenizer_class: 'BertTokenizer',
        do_lower_case: true,
        model_max_length: config.max_position_embeddings,
        unk_token: '[UNK]',
        sep_token: '[SEP]',
        pad_token: '[PAD]',
        cls_token: '[CLS]',
      },
    },
    graphToBytes({ ...graph, tensors: [...graph.tensors, ...paddingTensors(padding, random)] }),
    options.weights,
  )
}

const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']

/** Words that say nothing about what a text is about. */
const unsaid = (
  'a an and are as at be but by can do for from had has have how i in is it its my no not of on or our so that the ' +
  'their them then there they this to was we what when where which who will with you your'
).split(' ')

const codePoints = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at))

const latin = codePoints(0x61, 0x7a)
/** Latin, digits, accented Latin, Arabic, Bengali. */
const letters = [
  ...latin,
  ...codePoints(0x30, 0x39),
  ...codePoints(0xdf, 0xff),
  ...codePoints(0x620, 0x66f),
  ...codePoints(0x980, 0x9ff),
]
const pairs = latin.flatMap(first => latin.map(second => first + second))
const marks = [...codePoints(0x21, 0x2f), ...codePoints(0x3a, 0x40), ...codePoints(0x5b, 0x60)]
const continued = [...letters, ...pairs].map(piece => `##${piece}`)

/** A word is one token when it is listed; any other is cut into pairs of letters. */
const tokens: readonly string[] = [
  ...new Set([...specials, ...marks, ...letters, ...pairs, ...continued, ...meanings.flat(), ...unsaid]),
]

const config = {
  model_type: 'bert',
  architectures: ['BertModel'],
  hidden_size: 384,
  intermediate_size: 384,
  num_hidden_layers: 1,
  num_attention_heads: 12,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  vocab_size: tokens.length,
}

const single = [
  { SpecialToken: { id: '[CLS]', type_id: 0 } },
  { Sequence: { id: 'A', type_id: 0 } },
  { SpecialToken: { id: '[SEP]', type_id: 0 } },
]

const tokenizer = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: specials.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    // Bengali writes vowels with what this would take for accents.
    strip_accents: false,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single,
    pair: [...single, { Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '[SEP]', type_id: 1 } }],
    special_tokens: Object.fromEntries(
      ['[CLS]', '[SEP]'].map(id => [id, { id, ids: [tokens.indexOf(id)], tokens: [id] }]),
    ),
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
  },
}
