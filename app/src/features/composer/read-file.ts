/**
 * From a file of the person to bytes that a model can be shown: pictures, PDF, and anything that is text. Says
 * in a tag why one cannot be taken. Nothing is decoded here but the beginning of what calls itself text.
 */

import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'

/** What one file may have: more than any provider takes, and a bound on what a drop of a disk image costs. */
export const largestFile = 20_000_000

export type FileProblem = TaggedError<'file-too-large' | 'file-empty' | 'file-unreadable' | 'file-not-shown'>

export interface ReadFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Pictures that the providers take. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

const pdf = 'application/pdf'

/** `onProgress` hears how much of it is read, 0 to 1. */
export const readFile = async (
  file: File,
  onProgress: (done: number) => void,
): Promise<Result<ReadFile, FileProblem>> => {
  if (file.size > largestFile) return err({ type: 'file-too-large' })
  const bytes = await readBytes(file, onProgress)
  if (!bytes) return err({ type: 'file-unreadable' })
  // A folder that was dropped, and a file emptied meanwhile, have no bytes.
  if (bytes.length === 0) return err({ type: 'file-empty' })
  const mediaType = typeOf(file, bytes)
  if (!mediaType) return err({ type: 'file-not-shown' })
  return ok({
    name: file.name,
    mediaType,
    bytes: mediaType.startsWith('text/') ? toUtf8(bytes) : bytes,
  })
}

const readBytes = async (
  file: File,
  onProgress: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const bytes = new Uint8Array(file.size)
  let length = 0
  try {
    const reader = file.stream().getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes.set(piece.value, length)
      length += piece.value.length
      onProgress(length / file.size)
    }
  } catch {
    // Changed, moved or taken away while it was read.
    return undefined
  }
  return length === file.size ? bytes : undefined
}

const begins = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte)

/** By what is in it, since a name and a type are only claims; `undefined` for what no model can be shown. */
const typeOf = (file: File, bytes: Uint8Array): string | undefined => {
  if (begins(bytes, 0x25, 0x50, 0x44, 0x46)) return pdf
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (begins(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (begins(bytes, 0x47, 0x49, 0x46, 0x38)) return 'image/gif'
  if (begins(bytes, 0x52, 0x49, 0x46, 0x46) && bytes[8] === 0x57 && bytes[9] === 0x45) return 'image/webp'
  if (pictures.has(file.type) || !isText(bytes)) return undefined
  if (file.type.startsWith('text/')) return file.type
  return /\.csv$/i.test(file.name) ? 'text/csv' : 'text/plain'
}

/** Enough to tell text from anything else. */
const sample = 65_536

const utf16Of = (bytes: Uint8Array): string | undefined => {
  if (begins(bytes, 0xff, 0xfe)) return 'utf-16le'
  return begins(bytes, 0xfe, 0xff) ? 'utf-16be' : undefined
}

const isText = (bytes: Uint8Array): boolean => {
  if (utf16Of(bytes)) return true
  const beginning = bytes.subarray(0, sample)
  if (beginning.includes(0)) return false
  try {
    // `stream`: the sample may end in the middle of a character.
    new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true })
    return true
  } catch {
    return false
  }
}

const toUtf8 = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
  const encoding = utf16Of(bytes)
  return encoding ? new TextEncoder().encode(new TextDecoder(encoding).decode(bytes)) : bytes
}
