/**
 * One file of a model, and where it lies when it is here. The engines look for their files in caches of the browser,
 * by address; what is put there, complete and checked, is found by them without a word.
 */

/** `webllm/…` are the names under which WebLLM looks; a library and a list of weights are told apart by them. */
export const modelCaches = ['webllm/config', 'webllm/model', 'webllm/wasm', 'weft/onnx'] as const
export type ModelCache = (typeof modelCaches)[number]

/** Pieces of large files that have not come whole. */
export const pieceCache = 'weft/pieces'

/** `git`: the SHA-1 that git gives a file, over a header with its size (Pro Git, 10.2). */
export interface Digest {
  readonly algorithm: 'sha256' | 'md5' | 'git'
  /** Hexadecimal, in small letters. */
  readonly value: string
}

export interface ModelFile {
  readonly url: string
  readonly cache: ModelCache
  /** Absent where the host does not say before it sends. */
  readonly bytes?: number
  /** Absent where the host gives none; then only the size is checked. */
  readonly digest?: Digest
}
