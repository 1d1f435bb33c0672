/**
 * A model that a person adds by its addresses: what they typed, and the model it describes or what is wrong with it.
 * Pure. What they do not say is read from the repository's name where it says it, and left open where not.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { parseTokens } from '../providers/parse-figure.ts'
import type { DeviceModel, FetchedModel, OnnxWeights } from './device-model.ts'
import { type AddressProblem, parseLibrary, parseRepository } from './model-address.ts'
import { estimateMemory, needsHalfFloats } from './onnx-weights.ts'
import { estimateDownload, readQuantisedName } from './quantisation.ts'

export interface CustomModelDraft {
  readonly engine: FetchedModel['engine']
  readonly task: DeviceModel['task']
  /** Address of the weights. */
  readonly weights: string
  /** Address of the compiled model; WebLLM only. */
  readonly library: string
  /** ONNX only. */
  readonly dtype: OnnxWeights
  /** Empty for that of the repository. */
  readonly name: string
  /** Tokens; empty for the usual. */
  readonly contextWindow: string
}

export interface CustomModelProblems {
  readonly weights?: AddressProblem
  readonly library?: AddressProblem
  readonly contextWindow?: 'not-a-number' | 'too-small'
}

/** What WebLLM's own records give nearly all of theirs. */
const usualWindow = { chat: 4096, embedding: 512 }

/** Not even a question fits into less. */
const leastWindow = 128

export const parseCustomModel = (draft: CustomModelDraft): Result<FetchedModel, CustomModelProblems> => {
  const weights = parseRepository(draft.weights)
  const library = draft.engine === 'webllm' ? parseLibrary(draft.library) : undefined
  const window = parseWindow(draft)
  if (!weights.ok || library?.ok === false || !window.ok)
    return err({
      ...(weights.ok ? {} : { weights: weights.error }),
      ...(library?.ok === false ? { library: library.error } : {}),
      ...(window.ok ? {} : { contextWindow: window.error }),
    })
  const source: FetchedModel['source'] = library
    ? {
        type: 'webllm',
        weights: weights.value,
        library: library.value,
        record: {
          overrides: { context_window_size: window.value },
          // WebLLM's `ModelType.embedding`.
          ...(draft.task === 'embedding' ? { model_type: 1 } : {}),
        },
      }
    : { type: 'onnx', weights: weights.value, dtype: draft.dtype }
  return ok(describe(draft, source, window.value))
}

const parseWindow = ({
  contextWindow,
  task,
}: CustomModelDraft): Result<number, 'not-a-number' | 'too-small'> => {
  const figure = parseTokens(contextWindow)
  if (figure.type === 'wrong') return err('not-a-number')
  const tokens = figure.type === 'number' ? figure.value : usualWindow[task]
  return tokens < leastWindow ? err('too-small') : ok(tokens)
}

const describe = (
  draft: CustomModelDraft,
  source: FetchedModel['source'],
  contextWindow: number,
): FetchedModel => {
  const repository = lastOf(source.weights)
  const parameters = parametersIn(repository)
  const sizes = sizesOf(source, repository, parameters)
  return {
    id: idOf(source),
    engine: draft.engine,
    task: draft.task,
    name: draft.name.trim() || repository,
    family: '',
    ...(parameters === undefined ? {} : { parameters }),
    ...sizes,
    contextWindow,
    languages: [],
    licence: { name: '' },
    needsHalfFloats:
      source.type === 'onnx'
        ? needsHalfFloats(source.dtype)
        : (readQuantisedName(repository)?.quantisation.needsHalfFloats ?? false),
    abilities: { tools: false, vision: false, reasoning: false },
    source,
    isCustom: true,
  }
}

const lastOf = (address: string): string => address.slice(address.lastIndexOf('/') + 1)

/** The same addresses give the same id on every device, and none that the catalogue has. */
const idOf = (source: FetchedModel['source']): string => {
  const address = source.weights.replace(/^https:\/\/(?:huggingface\.co\/)?/, '')
  const kind = source.type === 'onnx' ? source.dtype : lastOf(source.library)
  return `custom/${address}:${kind}`
}

/** `1.5B`, `135M`, `1_6b` between other parts of a name. */
const parametersIn = (repository: string): number | undefined => {
  const [, figure, unit] = /(?:^|[-_])(\d+(?:[._]\d+)?)([BM])(?=$|[-_])/i.exec(repository) ?? []
  if (figure === undefined || unit === undefined) return undefined
  return Number(figure.replace('_', '.')) * (unit.toLowerCase() === 'b' ? 1e9 : 1e6)
}

const bitsOfWeights: Readonly<Record<OnnxWeights, number>> = { fp32: 32, fp16: 16, q8: 8, q4: 5, q4f16: 4.5 }

/** Nothing where the name says nothing: the list of files will. */
const sizesOf = (
  source: FetchedModel['source'],
  repository: string,
  parameters: number | undefined,
): Pick<DeviceModel, 'downloadBytes' | 'memoryBytes'> => {
  const quantisation =
    source.type === 'onnx'
      ? { bits: bitsOfWeights[source.dtype] }
      : readQuantisedName(repository)?.quantisation
  if (parameters === undefined || quantisation === undefined) return { downloadBytes: 0, memoryBytes: 0 }
  const downloadBytes = estimateDownload(parameters, quantisation)
  return { downloadBytes, memoryBytes: estimateMemory(downloadBytes) }
}
