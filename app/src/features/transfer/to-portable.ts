/**
 * What a reader found in another program's file as a thread of ours, without what is here already: under ids that are made of its names, with times
 * that can be, its files stored, and every message small enough for a document. Files are stored by whoever calls.
 */

import { must } from '@weft/shared/assert.ts'
import { ProviderId, type FolderId, type MessageId, type ThreadId } from '@weft/shared/ids.ts'
import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import { definedFields } from '../../core/defined-fields.ts'
import { fitMessage } from './fit-message.ts'
import type { ImportedFile, ImportedMessage, ImportedPart, ImportedThread } from './imported-thread.ts'
import type { PortableMessage, PortableThread } from './portable-thread.ts'
import { repairTimes } from './repair-times.ts'
import type { StoreFile } from './store-file.ts'

/** Who answered in another program is a provider that no device has: a thread that goes on asks one that is here. */
export const elsewhereId = ProviderId.parse('prv_elsewhereelsewhereelsewher')

export interface ToPortable {
  readonly ids: Pick<SourceIds, 'message'>
  readonly threadId: ThreadId
  readonly folderId?: FolderId
  /** Messages that are in the thread already, of which nothing is asked for again. */
  readonly here: ReadonlySet<MessageId>
  /** The person said that what the model was told before the thread is taken as well. */
  readonly takesInstructions: boolean
  /** When the import began. */
  readonly now: number
  readonly storeFile: StoreFile
}

const modelOf = (name: string): ModelRef => ({ providerId: elsewhereId, modelId: name, name })

const isFile = (part: ImportedPart): part is ImportedFile => part.type === 'file'

/** A file that is not to be had is a line with its name, which needs no language. */
export const missingFile = ({ name }: Pick<ImportedFile, 'name'>): Part => ({
  type: 'text',
  text: `📎 ${name}`,
})

const storeParts = async (parts: readonly ImportedPart[], storeFile: StoreFile): Promise<readonly Part[]> => {
  const stored: Part[] = []
  for (const part of parts) stored.push(isFile(part) ? ((await storeFile(part)) ?? missingFile(part)) : part)
  return stored
}

/** Nobody knows whose word it was there: as an automatic title it gives way to whatever the person calls the thread. */
const titleOf = ({ title }: ImportedThread): string | null => title?.trim() || null

export const toPortable = async (thread: ImportedThread, how: ToPortable): Promise<PortableThread> => {
  const { ids, threadId, folderId, storeFile } = how
  const times = repairTimes(thread, how.now)
  const idOf = (sourceId: string) => ids.message(threadId, sourceId)

  const toMessage = async (message: ImportedMessage, index: number): Promise<PortableMessage> => {
    const model = message.model ?? (message.role === 'assistant' ? thread.model : undefined)
    return {
      id: idOf(message.sourceId),
      parentId: message.parentSourceId === null ? null : idOf(message.parentSourceId),
      role: message.role,
      ...must(times.messages[index], 'a time for each message'),
      parts: [...(await storeParts(message.parts, storeFile))],
      status: message.status ?? 'complete',
      ...definedFields({
        model: model ? modelOf(model) : undefined,
        usage: message.usage,
        rating: message.rating,
      }),
    }
  }

  const messages: PortableMessage[] = []
  for (const [index, message] of thread.messages.entries())
    if (!how.here.has(idOf(message.sourceId)))
      messages.push(await fitMessage(await toMessage(message, index), storeFile))

  return {
    id: threadId,
    createdAt: times.createdAt,
    ...definedFields({
      automaticTitle: titleOf(thread),
      folderId,
      pinned: thread.pinned,
      archived: thread.archived,
      leaf: thread.leafSourceId === undefined ? undefined : idOf(thread.leafSourceId),
      instructions: how.takesInstructions ? thread.instructions : undefined,
    }),
    messages,
  }
}
