/**
 * A message that is too large for a value of a document: what is longest in it becomes an attachment, with its beginning
 * where it stood. Nothing is lost, and a document stays one that a phone can open.
 */

import type { Part } from '@weft/shared/schema/part.ts'
import { jsonBytes } from '../threads/found-in-steps.ts'
import type { PortableMessage } from './portable-thread.ts'
import type { StoreFile } from './store-file.ts'

/** Of one sealed value (design, section 3): what is larger is a blob. */
const maxValueBytes = 256 * 1024

/** Characters that stay in the message. */
const beginningLength = 4_000

/** The field of a part that may be long. */
const longFieldOf = (part: Part): 'text' | 'output' | 'input' | null => {
  if (part.type === 'text' || part.type === 'reasoning') return 'text'
  if (part.type === 'tool-result') return 'output'
  return part.type === 'tool-call' ? 'input' : null
}

const fileTypeOf = (part: Part): { readonly name: string; readonly mediaType: string } =>
  part.type === 'text' || part.type === 'reasoning'
    ? { name: `${part.type}.md`, mediaType: 'text/markdown' }
    : { name: `${part.type}.txt`, mediaType: 'text/plain' }

/** The part as it stays, and the file that has all of it. */
const shorten = async (part: Part, storeFile: StoreFile): Promise<readonly Part[] | null> => {
  const field = longFieldOf(part)
  const fields: Readonly<Record<string, unknown>> = part
  const whole = field === null ? JSON.stringify(part) : String(fields[field])
  const stored = await storeFile({
    type: 'file',
    ...fileTypeOf(part),
    content: { type: 'text', text: whole },
  })
  if (stored === null) return null
  if (field === null) return [stored]
  // A signature is of the whole text, and as long as it likes.
  const { signature: _signature, ...kept } = fields
  return [{ ...kept, type: part.type, [field]: `${beginningOf(whole)} …` }, stored]
}

/** Never half of a character that takes two places. */
const beginningOf = (text: string): string => text.slice(0, beginningLength).replace(/[\uD800-\uDBFF]$/, '')

export const fitMessage = async (
  message: PortableMessage,
  storeFile: StoreFile,
): Promise<PortableMessage> => {
  let fitting = message
  const kept = new Set<Part>()
  while (jsonBytes(fitting) > maxValueBytes) {
    const [longest] = fitting.parts
      .filter(part => part.type !== 'attachment' && !kept.has(part))
      .toSorted((a, b) => jsonBytes(b) - jsonBytes(a))
    if (longest === undefined) return fitting
    const shortened = await shorten(longest, storeFile)
    if (shortened === null) return fitting
    for (const part of shortened) kept.add(part)
    fitting = { ...fitting, parts: fitting.parts.flatMap(part => (part === longest ? shortened : [part])) }
  }
  return fitting
}
