/** A thread that Weft wrote, as it is to be written here: under its names here, in its folder, with its files stored. */

import type { AttachmentId, FolderId } from '@weft/shared/ids.ts'
import type { AttachmentPart, Part } from '@weft/shared/schema/part.ts'
import { isKnownPart } from '@weft/shared/schema/part.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPortable, Skipped } from '../../transfer/imported-thread.ts'
import type { PortableFolder, PortableMessage, PortableThread } from '../../transfer/portable-thread.ts'
import { portableTitle } from '../../transfer/portable-title.ts'
import { renameIds } from '../../transfer/renamed-thread.ts'
import { missingFile } from '../../transfer/to-portable.ts'
import type { BringPlace } from './bring-place.ts'
import type { FoundPortable } from './find-portable.ts'

interface Deps {
  readonly folders: readonly PortableFolder[]
  readonly skip: (skipped: Skipped) => void
}

/** Without the messages that are here already. */
export const planPortable = async (
  { thread, files }: ImportedPortable,
  at: FoundPortable<BringPlace>,
  { folders, skip }: Deps,
): Promise<PortableThread> => {
  const { place, found, keepsIds } = at
  const named = thread.messages.map((message, index) => ({ message, id: at.messageIds[index] }))
  const missing = named.flatMap(({ message, id }) => (id && found.here?.has(id) ? [] : [message]))
  const folderId = found.here === null ? await folderOf(thread, at, { folders, skip }) : undefined
  const { folderId: _folder, ...rest } = thread
  const bare = { ...rest, ...definedFields({ folderId }) }
  const messages = await withFiles({ thread, messages: missing, files }, at, skip)
  if (keepsIds) return { ...bare, messages: [...messages] }
  const known = new Set(thread.messages.map(({ id }) => id))
  return renameIds(
    {
      ...bare,
      // Replies to what the file lacks stand at the beginning.
      messages: messages.map(message => ({
        ...message,
        parentId: message.parentId !== null && known.has(message.parentId) ? message.parentId : null,
      })),
    },
    { thread: () => found.threadId, message: place.ids.message },
  )
}

const folderOf = async (
  thread: PortableThread,
  { place, isOwn }: FoundPortable<BringPlace>,
  { folders, skip }: Deps,
): Promise<FolderId | undefined> => {
  const { folderId } = thread
  if (folderId === undefined) return undefined
  const name = folders.find(({ id }) => id === folderId)?.name
  const own = await place.folders.own(folderId)
  // In the workspace that it was written in, a folder that is not here has not come yet.
  if (own === 'here' || (own === 'absent' && isOwn)) return folderId
  // The file has no name for one that was deleted there.
  if (name === undefined) return undefined
  const found = own === 'deleted' ? { type: own } : await place.folders.folder('weft', folderId, name)
  if (found.type === 'deleted') skip(folderDeleted(titleOf(thread), name))
  return found.type === 'here' ? found.folderId : undefined
}

export const folderDeleted = (thread: string, folder: string): Skipped => ({
  reason: 'folder-deleted',
  kept: true,
  thread,
  detail: folder,
})

const titleOf = (thread: PortableThread): string => portableTitle(thread) || thread.id

interface Files {
  readonly thread: PortableThread
  readonly messages: readonly PortableMessage[]
  readonly files: ImportedPortable['files']
}

/** Each file once, however many messages name it. */
const withFiles = async (
  { thread, messages, files }: Files,
  { place, isOwn }: FoundPortable<BringPlace>,
  skip: Deps['skip'],
): Promise<readonly PortableMessage[]> => {
  const title = titleOf(thread)
  const storeFile = place.storeFile({ title, sourceId: thread.id })
  const placeByName = new Map(files.map(file => [file.attachmentId, file]))
  const parts = new Map<AttachmentId, AttachmentPart | null>()

  const store = async ({ attachmentId, name, mediaType }: AttachmentPart): Promise<AttachmentPart | null> => {
    const file = placeByName.get(attachmentId)
    if (file !== undefined) {
      const content = { type: 'entry', path: file.path, size: file.size } as const
      return storeFile({ type: 'file', name, mediaType, content })
    }
    if (!(isOwn && (await place.hasBlob(attachmentId))))
      skip({ reason: 'file-missing', kept: true, thread: title, detail: name })
    return null
  }

  const withFile = async (part: Part): Promise<Part> => {
    if (!isKnownPart(part) || part.type !== 'attachment') return part
    const stored = parts.has(part.attachmentId) ? parts.get(part.attachmentId) : await store(part)
    parts.set(part.attachmentId, stored ?? null)
    if (stored) return { ...part, attachmentId: stored.attachmentId, size: stored.size }
    // What the workspace calls a file is its name on every device and on the server, which may have it.
    return isOwn ? part : missingFile(part)
  }

  const whole: PortableMessage[] = []
  for (const message of messages) {
    const brought: Part[] = []
    for (const part of message.parts) brought.push(await withFile(part))
    whole.push({ ...message, parts: brought })
  }
  return whole
}
