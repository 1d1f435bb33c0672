/** The computation of the tiny language model, and its weights. */
import {
  elementTypes,
  floats,
  integers,
  node,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from './onnx.ts'

export interface LanguageShape {
  readonly vocabulary: number
  /** The token that ends an answer. */
  readonly end: number
  /** Tokens an answer can begin with. */
  readonly firstWords: readonly number[]
  /** What comes after each token that the model writes; a token without a follower is one of a prompt. */
  readonly followers: ReadonlyMap<number, number>
}

const hidden = 48
const heads = 3
const headSize = hidden / heads
/** The last number of the hidden state says “an answer begins here”; the others are the words' directions. */
const beginning = hidden - 1

export const languageGraph = (shape: LanguageShape, endsAfter: number, random: () => number): OnnxGraph => ({
  name: 'tiny-language-model',
  inputs: [
    { name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] },
    { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
    { name: 'position_ids', type: 'int64', shape: ['batch', 'sequence'] },
    { name: 'past_key_values.0.key', type: 'float', shape: ['batch', heads, 'past', headSize] },
    { name: 'past_key_values.0.value', type: 'float', shape: ['batch', heads, 'past', headSize] },
  ],
  outputs: [
    { name: 'logits', type: 'float', shape: ['batch', 'sequence', shape.vocabulary] },
    { name: 'present.0.key', type: 'float', shape: ['batch', heads, 'total', headSize] },
    { name: 'present.0.value', type: 'float', shape: ['batch', heads, 'total', headSize] },
  ],
  tensors: [...constants(endsAfter), ...weights(shape, random)],
  nodes: [...reading, ...attention, ...writing, ...ending],
})

const reading: readonly OnnxNode[] = [
  node('Gather', ['embeddings', 'input_ids'], 'x'),
  node('Gather', ['is-prompt', 'input_ids'], 'prompt'),
  node('Cast', ['position_ids'], 'place', { to: elementTypes.float }),
  node('Add', ['place', 'one'], 'ordinal'),
  node('Unsqueeze', ['ordinal', 'last'], 'ordinal-column'),
  node('Mul', ['ordinal-column', 'prompt'], 'prompt-ordinal'),
  node('Mul', ['prompt-ordinal', 'third-head'], 'prompt-keys'),
]

const projected = (name: string, from: string): readonly OnnxNode[] => [
  node('Reshape', [from, 'split-heads'], `${name}-split`),
  node('Transpose', [`${name}-split`], `${name}-heads`, { perm: [0, 2, 1, 3] }),
]

const attention: readonly OnnxNode[] = [
  node('MatMul', ['x', 'query-weights'], 'query'),
  node('MatMul', ['x', 'key-weights'], 'plain-key'),
  node('Add', ['plain-key', 'prompt-keys'], 'key'),
  node('MatMul', ['x', 'value-weights'], 'value'),
  ...projected('query', 'query'),
  ...projected('key', 'key'),
  ...projected('value', 'value'),
  node('Concat', ['past_key_values.0.key', 'key-heads'], 'present.0.key', { axis: 2 }),
  node('Concat', ['past_key_values.0.value', 'value-heads'], 'present.0.value', { axis: 2 }),
  node('Transpose', ['present.0.key'], 'keys-across', { perm: [0, 1, 3, 2] }),
  node('MatMul', ['query-heads', 'keys-across'], 'scores'),
  // A token looks at itself and at what came before it, and at nothing that is masked.
  node('Cast', ['attention_mask'], 'mask', { to: elementTypes.float }),
  node('CumSum', ['mask', 'axis-one'], 'key-ordinal'),
  node('Unsqueeze', ['key-ordinal', 'axes-one-two'], 'key-row'),
  node('Unsqueeze', ['ordinal', 'axes-one-three'], 'query-column'),
  node('LessOrEqual', ['key-row', 'query-column'], 'is-before'),
  node('Cast', ['attention_mask'], 'is-there', { to: elementTypes.bool }),
  node('Unsqueeze', ['is-there', 'axes-one-two'], 'is-there-row'),
  node('And', ['is-before', 'is-there-row'], 'is-seen'),
  node('Where', ['is-seen', 'scores', 'unseen'], 'seen-scores'),
  node('Softmax', ['seen-scores'], 'shares', { axis: -1 }),
  node('MatMul', ['shares', 'present.0.value'], 'mixed-heads'),
  node('Transpose', ['mixed-heads'], 'mixed-split', { perm: [0, 2, 1, 3] }),
  node('Reshape', ['mixed-split', 'join-heads'], 'mixed'),
  node('MatMul', ['mixed', 'output-weights'], 'context'),
]

const writing: readonly OnnxNode[] = [
  node('Gather', ['followers', 'input_ids'], 'next'),
  // What was said matters for how an answer begins; from there on the words follow each other.
  node('Mul', ['context', 'prompt'], 'choice'),
  node('Add', ['next', 'choice'], 'state'),
  node('MatMul', ['state', 'directions'], 'plain-logits'),
]

const ending: readonly OnnxNode[] = [
  node('Slice', ['present.0.key', 'slice-from', 'slice-to', 'slice-axes'], 'prompt-places'),
  node('ReduceMax', ['prompt-places'], 'prompt-end', { axes: [1, 2, 3], keepdims: 0 }),
  node('Unsqueeze', ['prompt-end', 'last'], 'prompt-end-column'),
  node('Sub', ['ordinal', 'prompt-end-column'], 'written'),
  node('GreaterOrEqual', ['written', 'ends-after'], 'is-over'),
  node('Cast', ['is-over'], 'over', { to: elementTypes.float }),
  node('Unsqueeze', ['over', 'last'], 'over-column'),
  node('Mul', ['over-column', 'end-logit'], 'end-logits'),
  node('Add', ['plain-logits', 'end-logits'], 'logits'),
]

const constants = (endsAfter: number): readonly OnnxTensor[] => [
  floats('one', [], [1]),
  floats('unseen', [], [-1e9]),
  floats('ends-after', [], [Math.min(endsAfter, 1e9)]),
  floats(
    'third-head',
    [hidden],
    Array.from({ length: hidden }, (_, at) => (at < 2 * headSize ? 0 : 1)),
  ),
  integers('split-heads', 0, 0, heads, headSize),
  integers('join-heads', 0, 0, hidden),
  integers('axis-one', 1),
  integers('last', -1),
  integers('axes-one-two', 1, 2),
  integers('axes-one-three', 1, 3),
  integers('slice-from', heads - 1, 0),
  integers('slice-to', heads, 1),
  integers('slice-axes', 1, 3),
]

/** How sure the model is: far enough above the other words that a high temperature changes nothing. */
const certainty = 60

const weights = (shape: LanguageShape, random: () => number): readonly OnnxTensor[] => {
  const { vocabulary, followers, firstWords, end } = shape
  const uniform = (scale: number) => (random() * 2 - 1) * scale
  const unit = (): readonly number[] => {
    const values = Array.from({ length: beginning }, () => uniform(1))
    const length = Math.hypot(...values)
    return values.map(value => value / length)
  }
  const written = new Map([...followers.keys()].map(token => [token, unit()] as const))
  const tokens = Array.from({ length: vocabulary }, (_, token) => token)
  const rows = (row: (token: number) => readonly number[]) => tokens.flatMap(row)
  const nothing = Array.from({ length: beginning }, () => 0)

  const direction = (token: number): readonly number[] => [
    ...(written.get(token) ?? nothing),
    firstWords.includes(token) ? 1 : 0,
  ]
  const directions = tokens.map(direction)
  /** A square matrix whose columns from `upTo` on are zero. */
  const square = (name: string, scale: number, upTo: number) =>
    floats(
      name,
      [hidden, hidden],
      Array.from({ length: hidden * hidden }, (_, at) => (at % hidden < upTo ? uniform(scale) : 0)),
    )

  return [
    floats(
      'embeddings',
      [vocabulary, hidden],
      rows(() => Array.from({ length: hidden }, () => uniform(1))),
    ),
    floats(
      'is-prompt',
      [vocabulary, 1],
      tokens.map(token => (followers.has(token) ? 0 : 1)),
    ),
    floats(
      'followers',
      [vocabulary, hidden],
      rows(token => {
        const follower = followers.get(token)
        if (follower === undefined) return [...nothing, 1e6]
        return [...(written.get(follower) ?? nothing).map(value => value * certainty), 0]
      }),
    ),
    floats(
      'directions',
      [hidden, vocabulary],
      Array.from({ length: hidden }, (_, at) => directions.map(row => row[at] ?? 0)).flat(),
    ),
    floats(
      'end-logit',
      [vocabulary],
      tokens.map(token => (token === end ? 1e5 : 0)),
    ),
    // The first head looks here and there, the second at everything alike, the third keeps places.
    square('query-weights', 0.5, headSize),
    square('key-weights', 0.5, 2 * headSize),
    square('value-weights', 1, hidden),
    square('output-weights', 1_000, beginning),
  ]
}
