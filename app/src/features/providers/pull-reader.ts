/**
 * Reads what Ollama says while it pulls a model, line by line. Pure: the lines in, how far it is and how it ended out.
 * A model comes in layers, and each line speaks of one; what is told is their sum, as far as they are known.
 *
 * Source: docs/api.md of github.com/ollama/ollama (`/api/pull`), as of November 2026.
 */

import * as z from 'zod/mini'
import { valueToErrorBody } from './error-body.ts'
import { looseText, looseNumber } from './loose.ts'
import { byteCount } from './ollama-schema.ts'
import { parseJson } from './parse-json.ts'
import type { ProviderError } from './provider-error.ts'

export interface PullProgress {
  /** What the server says it does, in its own words. */
  readonly status: string
  /** Bytes of the layers that are known; zero while none is. */
  readonly total: number
  /** Bytes of them that the server has. */
  readonly completed: number
  /** Bytes that have come since this pull began, without what lay there before. */
  readonly arrived: number
}

export type PullEnding = { readonly type: 'done' } | { readonly type: 'error'; readonly error: ProviderError }

export interface PullReader {
  /** How it ended, once it has. */
  readonly read: (line: string) => PullEnding | undefined
  readonly progress: () => PullProgress
  /** Whether any line was one of a pull. */
  readonly hasRead: () => boolean
}

interface Layer {
  readonly total: number
  readonly completed: number
  /** What was there when it was first spoken of. */
  readonly before: number
}

/** A model has a handful; without a bound a server could name ever new ones until the memory is full. */
const maxLayers = 1_000
/** Characters of a status that are kept. */
const maxStatusLength = 200

const Line = z.looseObject({
  status: looseText,
  digest: looseText,
  total: looseNumber,
  completed: looseNumber,
})

type Line = z.infer<typeof Line>

export const createPullReader = (): PullReader => {
  const layers = new Map<string, Layer>()
  let status = ''
  let hasRead = false

  const readLayer = ({ digest, total, completed }: Line): void => {
    const size = byteCount(total)
    if (!digest || size === undefined) return
    const known = layers.get(digest)
    if (!known && layers.size >= maxLayers) return
    const done = Math.min(byteCount(completed) ?? 0, size)
    layers.set(digest, { total: size, completed: done, before: Math.min(known?.before ?? done, done) })
  }

  const sum = (field: (layer: Layer) => number): number =>
    [...layers.values()].reduce((all, layer) => all + field(layer), 0)

  return {
    read: text => {
      const value = parseJson(text)
      const error = valueToErrorBody(value)
      if (error) return { type: 'error', error: { type: 'request-refused', detail: error.message } }
      const parsed = z.safeParse(Line, value)
      // A line that is no such thing is passed over: the next one says how far it is.
      if (!parsed.success || parsed.data.status === undefined) return undefined
      hasRead = true
      status = parsed.data.status.slice(0, maxStatusLength)
      readLayer(parsed.data)
      return status === 'success' ? { type: 'done' } : undefined
    },
    progress: () => ({
      status,
      total: sum(layer => layer.total),
      completed: sum(layer => layer.completed),
      arrived: sum(layer => layer.completed - layer.before),
    }),
    hasRead: () => hasRead,
  }
}
