/** The computation of the tiny embedder, and the vectors of its tokens. */
import { elementTypes, floats, integers, node, type OnnxGraph, type OnnxNode } from './onnx.ts'

export interface EmbedderShape {
  /** In the order of their ids. A piece that continues a word begins with `##`. */
  readonly tokens: readonly string[]
  readonly meanings: readonly (readonly string[])[]
  /** Words without a vector. */
  readonly unsaid: readonly string[]
}

/** Signs per token; the last step makes 384 numbers of them. */
const signs = 96
const dimensions = 384

export const embedderGraph = (shape: EmbedderShape, random: () => number): OnnxGraph => {
  const vectors = tokenVectors(shape, random)
  const table = (name: string, rows: readonly Int8Array[]) => ({
    name,
    shape: [rows.length, signs],
    values: Int8Array.from(rows.flatMap(row => [...row])),
  })
  const continues = shape.tokens.map(token => (token.startsWith('##') ? 1 : 0))
  return {
    name: 'tiny-embedder',
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map(name => ({
      name,
      type: 'int64' as const,
      shape: ['batch', 'sequence'],
    })),
    outputs: [{ name: 'last_hidden_state', type: 'float', shape: ['batch', 'sequence', dimensions] }],
    tensors: [
      table('vectors', vectors),
      table(
        'turns',
        shape.tokens.map(() => randomSigns(random)),
      ),
      { name: 'continues', shape: [continues.length, 1], values: Uint8Array.from(continues) },
      floats(
        'spread',
        [signs, dimensions],
        Array.from({ length: signs * dimensions }, () => random() * 2 - 1),
      ),
      integers('before', 0, 1, 0, 0),
      integers('first', 0),
      integers('but-last', -1),
      integers('axis-one', 1),
    ],
    nodes: embedding,
  }
}

/**
 * A piece inside a word is turned by the piece before it (sign by sign), so that `ba ##na ##na` has little in common
 * with `na ##ba`: words are told apart although they are made of the same pairs of letters.
 */
const embedding: readonly OnnxNode[] = [
  node('Gather', ['vectors', 'input_ids'], 'signs'),
  node('Cast', ['signs'], 'plain', { to: elementTypes.float }),
  node('Pad', ['input_ids', 'before'], 'shifted'),
  node('Slice', ['shifted', 'first', 'but-last', 'axis-one'], 'previous'),
  node('Gather', ['turns', 'previous'], 'turn-signs'),
  node('Cast', ['turn-signs'], 'turn', { to: elementTypes.float }),
  node('Mul', ['plain', 'turn'], 'turned'),
  node('Gather', ['continues', 'input_ids'], 'inside'),
  node('Cast', ['inside'], 'is-inside', { to: elementTypes.bool }),
  node('Where', ['is-inside', 'turned', 'plain'], 'vector'),
  node('MatMul', ['vector', 'spread'], 'last_hidden_state'),
]

const randomSigns = (random: () => number): Int8Array =>
  Int8Array.from({ length: signs }, () => (random() < 0.5 ? -1 : 1))

/** A listed word weighs twice what a piece of a hashed one does, so it counts about the same as a whole one. */
const wordWeight = 2

const tokenVectors = (shape: EmbedderShape, random: () => number): readonly Int8Array[] => {
  const listed = new Map(
    shape.meanings.flatMap(row => {
      const meaning = randomSigns(random)
      // Each word is its meaning but for a twentieth of the signs: near, and not the same.
      return row.map(
        word => [word, meaning.map(sign => sign * wordWeight * (random() < 0.05 ? -1 : 1))] as const,
      )
    }),
  )
  const silent = new Set(['[PAD]', '[UNK]', '[SEP]', ...shape.unsaid])
  return shape.tokens.map(token => {
    if (silent.has(token)) return new Int8Array(signs)
    // Something in every text, or one without a word would have no length.
    if (token === '[CLS]') return Int8Array.from({ length: signs }, (_, at) => (at === 0 ? 1 : 0))
    return listed.get(token) ?? randomSigns(random)
  })
}
