/**
 * Brings a batch of threads in: finds what of them is here, makes portable threads of the rest with their files stored,
 * notes the restore point, and runs the commands that write. Everything an import writes goes through here, each thread
 * as one undoable unit.
 */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Commands } from '../../../core/commands.ts'
import type { RoomRef } from '../../../core/room-ref.ts'
import type { ThreadStep } from '../../threads/found-in-steps.ts'
import type { ImportedPortable, ImportedThread, Skipped } from '../../transfer/imported-thread.ts'
import type { PortableFolder } from '../../transfer/portable-thread.ts'
import { portableTitle } from '../../transfer/portable-title.ts'
import { toPortable } from '../../transfer/to-portable.ts'
import { writePortable } from '../../transfer/write-portable.ts'
import type { BringPlace, Places } from './bring-place.ts'
import { findPortable, type FoundPortable } from './find-portable.ts'
import type { FoundThread } from './find-threads.ts'
import type { ImportBatch } from './import-calls.ts'
import type { ImportedTrace } from './import-row.ts'
import { folderDeleted, planPortable } from './plan-portable.ts'

export interface BroughtThread {
  readonly title: string
  readonly messages: number
  readonly newMessages: number
  readonly outcome: 'founded' | 'grown' | 'known'
}

/** What is to be done for one thread: nothing more where there are no steps. */
export interface PlannedThread {
  readonly brought: BroughtThread
  readonly trace: ImportedTrace | null
  readonly steps: readonly ThreadStep[]
}

export interface BringDeps {
  readonly places: Places<BringPlace>
  readonly commands: Commands
  /** Stored before anything of their threads is. */
  readonly noteTraces: (traces: readonly ImportedTrace[]) => Promise<Result<void, TaggedError>>
  /** Of threads that an earlier part of the same import brought. */
  readonly traceOf: (threadId: ThreadId) => ImportedTrace | undefined
  /** Rooms that are about to be founded. */
  readonly expectAbsent: (rooms: readonly RoomRef[]) => void
  readonly skip: (skipped: Skipped) => void
  readonly takesInstructions: boolean
  readonly now: number
}

export interface BringThreads {
  /** What a batch needs, with its restore point stored. */
  readonly plan: (batch: ImportBatch) => Promise<Result<readonly PlannedThread[], TaggedError>>
  readonly write: (planned: PlannedThread) => Promise<Result<void, TaggedError>>
}

export const createBringThreads = (deps: BringDeps): BringThreads => {
  const { places, commands } = deps
  const { home } = places

  const traceFor = (
    workspaceId: WorkspaceId,
    found: FoundThread,
    added: readonly MessageId[],
  ): ImportedTrace => {
    const before = deps.traceOf(found.threadId)
    const place = { threadId: found.threadId, workspaceId }
    // What this import founded before it was interrupted is still of it.
    if (found.here === null || (before && before.added === undefined)) return place
    return { ...place, added: [...new Set([...(before?.added ?? []), ...added])] }
  }

  const summary = (title: string, messages: number, trace: ImportedTrace | undefined): BroughtThread => {
    if (trace === undefined) return { title, messages, newMessages: 0, outcome: 'known' }
    if (trace.added === undefined) return { title, messages, newMessages: messages, outcome: 'founded' }
    return { title, messages, newMessages: trace.added.length, outcome: 'grown' }
  }

  const known = (title: string, messages: number, threadId: ThreadId): PlannedThread => ({
    brought: summary(title, messages, deps.traceOf(threadId)),
    trace: null,
    steps: [],
  })

  const planImported = async (
    thread: ImportedThread,
    named: readonly MessageId[],
    found: FoundThread,
  ): Promise<PlannedThread> => {
    const { threadId, here } = found
    const title = thread.title ?? thread.sourceId
    if (here !== null && named.every(id => here.has(id))) return known(title, named.length, threadId)
    const folder = here === null ? thread.folder : undefined
    const place = folder && (await home.folders.folder(thread.source, folder.sourceId, folder.name))
    if (folder && place?.type === 'deleted') deps.skip(folderDeleted(title, folder.name))
    const idOf = new Map(thread.messages.map(({ sourceId }, index) => [sourceId, named[index]]))
    const portable = await toPortable(thread, {
      ids: { message: (id, sourceId) => idOf.get(sourceId) ?? home.ids.message(id, sourceId) },
      threadId,
      ...(place?.type === 'here' ? { folderId: place.folderId } : {}),
      here: here ?? new Set(),
      takesInstructions: deps.takesInstructions,
      now: deps.now,
      storeFile: home.storeFile(thread),
    })
    const added = portable.messages.map(({ id }) => id)
    const trace = traceFor(home.workspaceId, found, added)
    const steps = writePortable(home.workspaceId, portable, here)
    return { brought: summary(title, named.length, trace), trace, steps }
  }

  const findOne = ({ thread, workspaceId }: ImportedPortable): Promise<FoundPortable<BringPlace>> => {
    const messageIds = thread.messages.map(({ id }) => id)
    return findPortable({ threadId: thread.id, messageIds, workspaceId }, places)
  }

  const planPortableThread = async (
    portable: ImportedPortable,
    at: FoundPortable<BringPlace>,
    folders: readonly PortableFolder[],
  ): Promise<PlannedThread> => {
    const { thread } = portable
    const { workspaceId } = at.place
    const { here, threadId } = at.found
    const title = portableTitle(thread) || thread.id
    if (here !== null && at.messageIds.every(id => here.has(id)))
      return known(title, thread.messages.length, threadId)
    const written = await planPortable(portable, at, { folders, skip: deps.skip })
    const added = written.messages.map(({ id }) => id)
    const trace = traceFor(workspaceId, at.found, added)
    const steps = writePortable(workspaceId, written, here)
    return { brought: summary(title, thread.messages.length, trace), trace, steps }
  }

  const planPortables = async ({ portable, folders }: ImportBatch): Promise<readonly PlannedThread[]> => {
    const found = await Promise.all(portable.map(findOne))
    const planned: PlannedThread[] = []
    for (const [index, each] of portable.entries()) {
      const at = found[index]
      if (at) planned.push(await planPortableThread(each, at, folders))
    }
    return planned
  }

  const planImporteds = async (batch: ImportBatch): Promise<readonly PlannedThread[]> => {
    const { threads, ids } = home
    const wanted = batch.threads.map(thread => {
      const threadId = threads.idOf(thread)
      return {
        thread,
        threadId,
        messageIds: thread.messages.map(({ sourceId }) => ids.message(threadId, sourceId)),
      }
    })
    const found = await threads.find(wanted)
    const planned: PlannedThread[] = []
    for (const [index, { thread, messageIds }] of wanted.entries()) {
      const place = found[index]
      if (place) planned.push(await planImported(thread, messageIds, place))
    }
    return planned
  }

  return {
    plan: async batch => {
      const planned = [...(await planImporteds(batch)), ...(await planPortables(batch))]
      const traces = planned.flatMap(({ trace }) => trace ?? [])
      const noted = traces.length > 0 ? await deps.noteTraces(traces) : ok(undefined)
      if (!noted.ok) return noted
      const founded = planned.flatMap(({ steps: [first] }) =>
        first?.name === 'thread.found'
          ? [{ workspaceId: first.args.workspaceId, roomId: first.args.threadId }]
          : [],
      )
      deps.expectAbsent(founded)
      return ok(planned)
    },
    write: async ({ steps }) => {
      for (const { name, args } of steps) {
        const written = await commands.execute(name, args)
        if (!written.ok) return err(written.error)
      }
      return ok(undefined)
    },
  }
}
