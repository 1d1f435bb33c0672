/**
 * Models that also run without a graphics processor, by transformers.js. A short list made by hand: only files that
 * their repository's page lists, with the sizes it gives.
 *
 * Sources: the pages `…/tree/main/onnx` of each repository, the model cards, and `src/utils/dtypes.js` of
 * transformers.js for what a file is called.
 */

import type { DeviceModel, OnnxWeights } from './device-model.ts'
import { factsOf } from './model-facts.ts'
import { estimateMemory, needsHalfFloats } from './onnx-weights.ts'

interface Entry {
  readonly repository: string
  readonly task: DeviceModel['task']
  readonly contextWindow: number
  /** Bytes of the tokenizer, the one other large file. */
  readonly tokenizer: number
  /** Bytes of each file of weights. */
  readonly weights: Partial<Readonly<Record<OnnxWeights, number>>>
}

/**
 * Windows of chat models are cut to what WebLLM gives the same ones (4,096 tokens): their own, up to 131,072, would
 * need more memory for the context than for the model.
 */
const entries: readonly Entry[] = [
  {
    repository: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    task: 'chat',
    contextWindow: 4096,
    tokenizer: 2.1e6,
    weights: { q4: 200e6, q4f16: 134e6 },
  },
  {
    repository: 'HuggingFaceTB/SmolLM2-360M-Instruct',
    task: 'chat',
    contextWindow: 4096,
    tokenizer: 2.1e6,
    weights: { q4: 417_376_345, q4f16: 299_634_248 },
  },
  {
    repository: 'onnx-community/Qwen2.5-0.5B-Instruct',
    task: 'chat',
    contextWindow: 4096,
    tokenizer: 7.03e6,
    weights: { q8: 512e6, q4f16: 483e6 },
  },
  {
    repository: 'onnx-community/Llama-3.2-1B-Instruct',
    task: 'chat',
    contextWindow: 4096,
    tokenizer: 9.09e6,
    weights: { q8: 1.24e9, q4f16: 1.07e9 },
  },
  {
    repository: 'Xenova/all-MiniLM-L6-v2',
    task: 'embedding',
    // Its card: what is longer than 256 word pieces is cut off.
    contextWindow: 256,
    tokenizer: 0.7e6,
    weights: { q8: 23e6, fp16: 45.3e6 },
  },
  {
    repository: 'Xenova/multilingual-e5-small',
    task: 'embedding',
    contextWindow: 512,
    tokenizer: 17.1e6,
    weights: { q8: 118e6, fp16: 235e6 },
  },
]

/** The repository and the weights, as in `Xenova/all-MiniLM-L6-v2:q8`. */
const idOf = (repository: string, dtype: OnnxWeights): string => `${repository}:${dtype}`

const dtypes: readonly OnnxWeights[] = ['q4f16', 'q4', 'q8', 'fp16', 'fp32']

const toModels = ({ repository, task, contextWindow, tokenizer, weights }: Entry): DeviceModel[] => {
  const { reasoning, languages, ...facts } = factsOf(repository.slice(repository.indexOf('/') + 1))
  return dtypes.flatMap(dtype => {
    const bytes = weights[dtype]
    if (bytes === undefined) return []
    return [
      {
        ...facts,
        languages: [...languages],
        id: idOf(repository, dtype),
        engine: 'onnx',
        task,
        downloadBytes: bytes + tokenizer,
        memoryBytes: estimateMemory(bytes),
        contextWindow,
        needsHalfFloats: needsHalfFloats(dtype),
        abilities: { tools: false, vision: false, reasoning },
        source: { type: 'onnx', weights: `https://huggingface.co/${repository}`, dtype },
      },
    ]
  })
}

export const onnxModels: readonly DeviceModel[] = entries.flatMap(toModels)
