/**
 * Brings one thread in: finds what of it is here, stores its files, notes the restore point, and runs the commands that
 * write the rest. Everything an import writes goes through here, one thread as one undoable unit.
 */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Commands } from '../../../core/commands.ts'
import type { ImportedThread, Skipped } from '../../transfer/imported-thread.ts'
import type { PortableThread } from '../../transfer/portable-thread.ts'
import type { StoreFile } from '../../transfer/store-file.ts'
import { toPortable } from '../../transfer/to-portable.ts'
import { missingMessages, writePortable } from '../../transfer/write-portable.ts'
import type { FindFolders } from './find-folders.ts'
import type { FindThreads, FoundThread } from './find-threads.ts'
import type { ImportedTrace } from './import-row.ts'
import { movePortable } from './place-portable.ts'

export interface BroughtThread {
  readonly messages: number
  readonly newMessages: number
  readonly outcome: 'founded' | 'grown' | 'known'
}

export interface BringDeps {
  readonly workspaceId: WorkspaceId
  readonly ids: SourceIds
  readonly threads: FindThreads
  readonly folders: FindFolders
  readonly commands: Commands
  /** Durable before anything of the thread is written. */
  readonly noteTrace: (trace: ImportedTrace) => Promise<Result<void, TaggedError>>
  /** Of threads that an earlier part of the same import brought. */
  readonly traceOf: (threadId: ThreadId) => ImportedTrace | undefined
  readonly storeFile: (thread: ImportedThread, skip: (skipped: Skipped) => void) => StoreFile
  readonly skip: (skipped: Skipped) => void
  readonly takesInstructions: boolean
  readonly now: number
}

export interface BringThread {
  readonly imported: (thread: ImportedThread) => Promise<Result<BroughtThread, TaggedError>>
  readonly portable: (thread: PortableThread) => Promise<Result<BroughtThread, TaggedError>>
}

/** The folder of a portable thread, by the names that its file gives folders. */
export type FolderNames = ReadonlyMap<string, string>

export const createBringThread = (deps: BringDeps, folderNames: () => FolderNames): BringThread => {
  const { workspaceId, ids, threads, folders, commands } = deps

  const find = async (threadId: ThreadId, messageIds: readonly MessageId[]): Promise<FoundThread> => {
    const [found] = await threads.find([{ threadId, messageIds }])
    return found ?? { threadId, here: null, inTrash: false }
  }

  const traceFor = (threadId: ThreadId, found: FoundThread, added: readonly MessageId[]): ImportedTrace => {
    const before = deps.traceOf(threadId)
    const place = { threadId, workspaceId }
    // What this import founded before it was interrupted is still of it.
    if (found.here === null || (before && before.added === undefined)) return place
    return { ...place, added: [...new Set([...(before?.added ?? []), ...added])] }
  }

  const write = async (
    thread: PortableThread,
    found: FoundThread,
    messages: number,
  ): Promise<Result<BroughtThread, TaggedError>> => {
    const before = deps.traceOf(thread.id)
    const missing = missingMessages(thread, found.here ?? new Set())
    if (found.here !== null && missing.length === 0) {
      if (before === undefined) return ok({ messages, newMessages: 0, outcome: 'known' })
      const newMessages = before.added?.length ?? messages
      return ok({ messages, newMessages, outcome: before.added === undefined ? 'founded' : 'grown' })
    }
    const trace = traceFor(
      thread.id,
      found,
      missing.map(({ id }) => id),
    )
    const noted = await deps.noteTrace(trace)
    if (!noted.ok) return noted
    for (const { name, args } of writePortable(workspaceId, thread, found.here)) {
      const written = await commands.execute(name, args)
      if (!written.ok) return err(written.error)
    }
    return ok({
      messages,
      newMessages: trace.added?.length ?? messages,
      outcome: trace.added === undefined ? 'founded' : 'grown',
    })
  }

  const imported: BringThread['imported'] = async thread => {
    const threadId = threads.idOf(thread)
    const named = thread.messages.map(({ sourceId }) => ids.message(threadId, sourceId))
    const found = await find(threadId, named)
    const { here } = found
    const isWhole = here !== null && named.every(id => here.has(id))
    const folder = isWhole || here !== null ? undefined : thread.folder
    const folderId = folder && (await folders.folder(thread.source, folder.sourceId, folder.name))
    const portable = await toPortable(isWhole ? { ...thread, messages: [] } : thread, {
      ids,
      threadId,
      ...(folderId === undefined ? {} : { folderId }),
      here: here ?? new Set(),
      takesInstructions: deps.takesInstructions,
      now: deps.now,
      storeFile: deps.storeFile(thread, deps.skip),
    })
    return write(portable, found, named.length)
  }

  const portable: BringThread['portable'] = async thread => {
    const named = thread.messages.map(({ id }) => id)
    const own = await find(thread.id, named)
    if (own.here !== null) return write(thread, own, named.length)
    const threadId = threads.idOf({ source: 'weft', sourceId: thread.id })
    const name = thread.folderId && folderNames().get(thread.folderId)
    const folderId =
      thread.folderId !== undefined && name !== undefined
        ? await folders.folder('weft', thread.folderId, name)
        : undefined
    const moved = movePortable(thread, ids, threadId, folderId)
    const found = await find(
      threadId,
      moved.messages.map(({ id }) => id),
    )
    return write(moved, found, named.length)
  }

  return { imported, portable }
}
