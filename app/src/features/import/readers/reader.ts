/** What a reader of one program's conversations is: pure, from a parsed value to events. */

import type { ImportedFile, ImportEvent, ImportSource } from '../../transfer/imported-thread.ts'
import type { Fields } from '../fields.ts'

/** Bytes that came along with the export, by the id that messages call them by. */
export interface Asset {
  readonly path: string
  readonly size: number
  readonly name: string
}

export interface ReadContext {
  readonly findAsset: (id: string) => Asset | undefined
  /** What stands beside the conversations in the same object: folders, names of models. */
  readonly beside: Fields
}

export interface ConversationReader {
  readonly source: ImportSource
  /** By what is in it. Reads a few fields and never throws, whatever it is given. */
  readonly matches: (fields: Fields, context: ReadContext) => boolean
  readonly read: (fields: Fields, context: ReadContext) => readonly ImportEvent[]
}

/** A file that a message names: from what came along, or else as missing. */
export const namedFile = (
  context: ReadContext,
  id: string | undefined,
  name: string | undefined,
  mediaType?: string,
): ImportedFile => {
  const asset = id === undefined ? undefined : context.findAsset(id)
  return {
    type: 'file',
    name: name ?? asset?.name ?? id ?? 'file',
    ...(mediaType === undefined ? {} : { mediaType }),
    content: asset ? { type: 'entry', path: asset.path, size: asset.size } : { type: 'missing' },
  }
}
