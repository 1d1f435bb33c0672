/**
 * How the numbers of a model were made smaller, as MLC writes it into the name: `q4f16_1` is 4 bits for a weight
 * and 16-bit floats to compute with. What it costs to fetch, and what the processor must know, follow from it.
 */

interface Quantisation {
  /** Of one number, with its share of the scales. */
  readonly bits: number
  readonly needsHalfFloats: boolean
}

/**
 * Source: `mlc_llm/quantization/quantization.py` and `group_quantization.py` of MLC LLM. 4-bit weights come in groups of 32 that share
 * one scale, in the float the model computes with: 4 + 16/32 and 4 + 32/32. Of 3-bit ones ten lie in a 32-bit
 * word and 40 share a scale: 3.2 + 16/40. The vocabulary's embeddings are quantised like the rest.
 *
 * Half floats: WebLLM refuses a processor without them only where the record asks for `shader-f16`, which many
 * `f16` records forgot. A library compiled for 16-bit floats has them in its shaders all the same and cannot run
 * without: https://github.com/mlc-ai/web-llm/issues/255 (a maintainer's word).
 */
const quantisationByCode: Readonly<Record<string, Quantisation>> = {
  q0f32: { bits: 32, needsHalfFloats: false },
  q0f16: { bits: 16, needsHalfFloats: true },
  q4f32_1: { bits: 5, needsHalfFloats: false },
  q4f16_1: { bits: 4.5, needsHalfFloats: true },
  q3f16_1: { bits: 3.6, needsHalfFloats: true },
}

export interface QuantisedName {
  /** `Llama-3.2-1B-Instruct`. */
  readonly model: string
  /** `q4f16_1`. */
  readonly code: string
  readonly quantisation: Quantisation
}

/** Takes a repository's name apart, as `Llama-3.2-1B-Instruct-q4f16_1-MLC`; undefined where it says nothing. */
export const readQuantisedName = (repository: string): QuantisedName | undefined => {
  const [, model, code] = /^(.+)-(q\d+f\d+(?:_\d)?)-MLC/.exec(repository) ?? []
  const quantisation = code === undefined ? undefined : quantisationByCode[code]
  return model === undefined || code === undefined || quantisation === undefined
    ? undefined
    : { model, code, quantisation }
}

/** The tokenizer (up to 33 MB for a vocabulary of 262,000), the compiled model (about 5 MB) and small files. */
const besidesWeights = 30e6

/** About how much there is to fetch. The list of files says it exactly, and is not fetched to show a catalogue. */
export const estimateDownload = (parameters: number, { bits }: Pick<Quantisation, 'bits'>): number =>
  Math.round((parameters * bits) / 8 + besidesWeights)
