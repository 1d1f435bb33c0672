/** Threads that Weft itself wrote (`docs/export-format.md`): they come as they are, with ids of their own. */

import { WorkspaceId } from '@weft/shared/ids.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedPortable, ImportedPortableFile, ImportEvent } from '../../transfer/imported-thread.ts'
import { PortableFolder, PortableMessage, PortableThread } from '../../transfer/portable-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, own, textOf } from '../fields.ts'
import { createSkips } from '../thread/skips.ts'
import type { ConversationReader, ReadContext } from './reader.ts'

export const weftReader: ConversationReader = {
  source: 'weft',
  matches: (fields, { beside }) => own(beside, 'format') === 'weft' && Array.isArray(own(fields, 'messages')),
  read: (fields, context) => readThread(fields, context),
}

/** The one field of a line that is not of the thread but of where it was written. */
const workspaceField = 'workspaceId'

/** What one broken field would otherwise take with it: the thread stays, without what cannot be read of it. */
const readThread = (fields: Fields, context: ReadContext): readonly ImportEvent[] => {
  const skips = createSkips(firstText(fields, 'title', 'automaticTitle', 'id') ?? '')
  const messages = listOf(fields['messages']).flatMap(each => {
    const message = PortableMessage.safeParse(each)
    if (message.success) return [message.data]
    skips.add('malformed', false, textOf(fieldsOf(each)?.['id']))
    return []
  })
  const { [workspaceField]: workspace, ...said } = fields
  const whole = PortableThread.safeParse({ ...said, messages })
  const bare = whole.success ? whole : PortableThread.safeParse({ ...bareFields(fields), messages })
  if (!whole.success) skips.add('malformed', bare.success)
  const lines = skips.lines().map(skipped => ({ type: 'skipped', skipped }) as const)
  if (!bare.success) return lines
  const portable: ImportedPortable = {
    thread: bare.data,
    ...definedFields({ workspaceId: WorkspaceId.safeParse(workspace).data }),
    files: filesOf(bare.data, context),
  }
  return [{ type: 'portable', portable }, ...lines]
}

const bareFields = (fields: Fields): Fields =>
  definedFields({
    id: fields['id'],
    createdAt: typeof fields['createdAt'] === 'number' ? fields['createdAt'] : 0,
    title: textOf(fields['title']),
    automaticTitle: textOf(fields['automaticTitle']),
  })

const filesOf = (thread: PortableThread, { findAsset }: ReadContext): readonly ImportedPortableFile[] => {
  const found = new Map<string, ImportedPortableFile>()
  for (const { parts } of thread.messages)
    for (const part of parts) {
      const id = part.type === 'attachment' ? textOf(part['attachmentId']) : undefined
      const asset = id === undefined ? undefined : findAsset(id)
      if (id !== undefined && asset) found.set(id, { attachmentId: id, path: asset.path, size: asset.size })
    }
  return [...found.values()]
}

/** They stand before the threads that name them. */
export const readWeftFolders = (beside: Fields): readonly ImportEvent[] =>
  own(beside, 'format') === 'weft'
    ? listOf(own(beside, 'folders')).flatMap((each): ImportEvent[] => {
        const folder = PortableFolder.safeParse(each)
        return folder.success ? [{ type: 'portable-folder', folder: folder.data }] : []
      })
    : []
