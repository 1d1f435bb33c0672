/**
 * What Ollama says of its models, read as loosely as everything that comes from a server: what is missing, negative
 * or of the wrong kind is unknown, and an entry without a name is none.
 *
 * Source: docs/api.md of github.com/ollama/ollama (`/api/tags`, `/api/ps`), as of November 2026.
 */

import * as z from 'zod/mini'
import { loosely, looseNumber, looseText } from './loose.ts'
import { parseJson } from './parse-json.ts'

/** Where a loaded model lies, and until when. */
export interface OllamaLoad {
  /** Bytes it takes, of all kinds of memory. */
  readonly size?: number
  /** Bytes of them on a graphics card. */
  readonly onCard?: number
  /** When it goes by itself; absent when it stays or nobody knows. */
  readonly until?: number
}

/** A model that lies on the disk of an Ollama. */
export interface OllamaModel {
  readonly name: string
  /** Bytes on the disk. */
  readonly size?: number
  /** As the server writes it, such as 3.2B. */
  readonly parameters?: string
  /** Such as Q4_K_M. */
  readonly quantization?: string
  /** Absent while it is on the disk alone. */
  readonly loaded?: OllamaLoad
}

const entries = z.looseObject({ models: z.catch(z.nullable(z.array(z.unknown())), null) })

const Entry = z.looseObject({
  name: looseText,
  model: looseText,
  size: looseNumber,
  size_vram: looseNumber,
  expires_at: looseText,
  details: loosely({ parameter_size: looseText, quantization_level: looseText }),
})

type Entry = z.infer<typeof Entry>

/** The models on the disk; undefined when the text is no such list. */
export const readOllamaModels = (text: string): readonly OllamaModel[] | undefined =>
  readEntries(text)?.flatMap(entry => {
    const name = nameOf(entry)
    return name === undefined ? [] : [entryToModel(name, entry)]
  })

/** The loaded ones by their name. What is no such list has none: older servers do not know the question. */
export const readOllamaLoads = (text: string, now: number): ReadonlyMap<string, OllamaLoad> =>
  new Map(
    readEntries(text)?.flatMap(entry => {
      const name = nameOf(entry)
      return name === undefined ? [] : [[name, entryToLoad(entry, now)] as const]
    }),
  )

/** More than anybody keeps; a list beyond it would only fill the page. */
const maxEntries = 2_000

const readEntries = (text: string): readonly Entry[] | undefined => {
  const parsed = z.safeParse(entries, parseJson(text))
  if (!parsed.success) return undefined
  return (parsed.data.models ?? []).slice(0, maxEntries).flatMap(entry => {
    const read = z.safeParse(Entry, entry)
    return read.success ? [read.data] : []
  })
}

const nameOf = ({ name, model }: Entry): string | undefined => name || model || undefined

const entryToModel = (name: string, { size, details }: Entry): OllamaModel => {
  const bytes = byteCount(size)
  const [parameters, quantization] = [details?.parameter_size, details?.quantization_level]
  return {
    name,
    ...(bytes === undefined ? {} : { size: bytes }),
    ...(parameters ? { parameters } : {}),
    ...(quantization && quantization !== 'unknown' ? { quantization } : {}),
  }
}

const entryToLoad = ({ size, size_vram, expires_at }: Entry, now: number): OllamaLoad => {
  const [all, onCard] = [byteCount(size), byteCount(size_vram)]
  const until = Date.parse(expires_at ?? '')
  return {
    ...(all === undefined ? {} : { size: all }),
    ...(onCard === undefined ? {} : { onCard }),
    ...(until > now && until < now + longestStay ? { until } : {}),
  }
}

/** A model that is to stay has a day some hundred years away; one that is to go, none that is past. */
const longestStay = 365 * 24 * 3_600_000

/** A count of bytes: anything but a finite number from zero up is unknown. */
export const byteCount = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
