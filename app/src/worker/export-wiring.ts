/**
 * The engine's end of an export: threads one at a time over a port, in rooms beside the person's, so that a whole history
 * goes by without closing what is looked at. Nothing is opened before it is asked for.
 */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import * as Comlink from 'comlink'
import type { Database } from '../core/database.ts'
import type { ExportScope } from '../features/export/export-request.ts'
import type { ExportSource, NextThread } from '../features/export/export-source.ts'
import type { ThreadRow } from '../features/threads/tables.ts'
import type { PortableFolder } from '../features/transfer/portable-thread.ts'
import { readPortable, readPortableFolders } from '../features/transfer/read-portable.ts'
import type { Attachments } from './attachments.ts'
import type { EngineParts } from './engine-parts.ts'

export interface ExportWiring {
  readonly parts: Pick<EngineParts, 'beside' | 'connection' | 'isDeleted' | 'rooms'> & {
    readonly workspaces: Pick<EngineParts['workspaces'], 'identity' | 'isOpen'>
  }
  readonly places: (scope: ExportScope) => Promise<readonly ExportPlace[]>
  readonly attachments: Pick<Attachments, 'read' | 'fetch'>
}

export interface ExportPlace {
  readonly workspaceId: WorkspaceId
  readonly roomId: ThreadId
  /** As rows have it: said of a thread that does not open. */
  readonly title: string
}

/** The newest first, as in the sidebar; a whole history with its archive and its Trash. */
export const listExportPlaces = async (
  database: Database,
  scope: ExportScope,
): Promise<readonly ExportPlace[]> => {
  const table = database.table<ThreadRow>('threads')
  if (scope.type === 'everything')
    return (await table.toArray()).toSorted((a, b) => b.lastAt - a.lastAt || (a.roomId < b.roomId ? -1 : 1))
  const rows = await table.bulkGet(scope.threads.map(({ workspaceId, threadId }) => [workspaceId, threadId]))
  return scope.threads.map(({ workspaceId, threadId }, place) => ({
    workspaceId,
    roomId: threadId,
    title: rows[place]?.title ?? '',
  }))
}

export const createExportSource = (
  { parts, places: list, attachments }: ExportWiring,
  scope: ExportScope,
): ExportSource => {
  const { workspaces } = parts
  const { rooms } = parts.beside(parts.isDeleted)
  const leaving = new AbortController()
  const places = list(scope)
  let at = 0

  const folders = async (): Promise<readonly PortableFolder[]> => {
    const all: PortableFolder[] = []
    for (const ref of workspaces.identity().workspaces) {
      if (!workspaces.isOpen(ref.workspaceId)) continue
      const view = await (await parts.rooms.open(ref)).view()
      if (view.ok) all.push(...readPortableFolders(view.value))
    }
    return all
  }

  const read = async ({ workspaceId, roomId, title }: ExportPlace): Promise<NextThread> => {
    const closed = (reason: string): NextThread => ({ type: 'closed', threadId: roomId, title, reason })
    if (!workspaces.isOpen(workspaceId)) return closed('key-unopenable')
    const ref = { workspaceId, roomId }
    if (await parts.isDeleted(ref)) return closed('room-deleted')
    const view = await (await rooms.open(ref)).view()
    rooms.close(ref)
    if (!view.ok) return closed(view.error.type)
    // A thread that no document is left of: its row is all there is.
    if (view.value.header === null) return closed('thread-empty')
    return { type: 'thread', workspaceId, read: readPortable(view.value, roomId) }
  }

  return {
    start: async () => ({ threads: (await places).length, folders: await folders() }),
    next: async () => {
      const place = (await places)[at]
      at += 1
      return place ? read(place) : { type: 'end' }
    },
    file: async (workspaceId, attachment) => {
      const here = await attachments.read(workspaceId, attachment.attachmentId)
      if (here.ok || here.error.type !== 'attachment-missing') return here
      const brought = await attachments.fetch(workspaceId, attachment, { signal: leaving.signal })
      return brought.ok ? attachments.read(workspaceId, attachment.attachmentId) : brought
    },
    // The port is closed by who opened it.
    end: async () => leaving.abort(),
  }
}

export const serveExport = (wiring: ExportWiring, scope: ExportScope, port: MessagePort): void =>
  Comlink.expose(createExportSource(wiring, scope), port)
