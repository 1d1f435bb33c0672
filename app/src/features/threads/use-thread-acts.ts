/**
 * What can be done with threads and folders from a list: each act is one command or several, with Undo in a toast
 * where there is something to undo. The list learns of it from the rows; nothing is drawn ahead of the commit.
 */

import type { FolderId, ThreadId } from '@weft/shared/ids.ts'
import { createId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import { useLocation, useRoute } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import { useToast } from '../../ui/toasts.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import type { FolderRow } from '../workspace/tables.ts'
import type { ThreadRow } from './tables.ts'

type Act<Args extends readonly unknown[]> = (...args: Args) => Promise<void>

export interface ThreadActs {
  readonly rename: Act<[thread: ThreadRow, title: string]>
  readonly pin: Act<[thread: ThreadRow, pinned: boolean]>
  readonly archive: Act<[threads: readonly ThreadRow[], archived: boolean]>
  readonly trash: Act<[threads: readonly ThreadRow[]]>
  readonly putBack: Act<[thread: ThreadRow]>
  readonly move: Act<[thread: ThreadRow, folder: FolderRow | null]>
  readonly moveToNewFolder: Act<[thread: ThreadRow, name: string]>
  /** Opens the copy. */
  readonly duplicate: Act<[thread: ThreadRow]>
  readonly createFolder: Act<[name: string]>
  readonly renameFolder: Act<[folder: FolderRow, name: string]>
  readonly deleteFolder: Act<[folder: FolderRow]>
}

type Written = Result<void, EngineError>

export const useThreadActs = (onProblem: (error: EngineError) => void): ThreadActs => {
  const { engine, env, ready } = usePage()
  const t = useText()
  const toast = useToast()
  const [, navigate] = useLocation()
  const [, opened] = useRoute('/t/:threadId')

  /** True when all of them were written; the first problem is told. */
  const all = async (writes: readonly Promise<Written>[]): Promise<boolean> => {
    const failed = (await Promise.all(writes)).find(result => !result.ok)
    if (failed !== undefined && !failed.ok) onProblem(failed.error)
    return failed === undefined
  }

  const offerUndo = (text: string, undo: () => readonly Promise<Written>[]): void =>
    toast({ text, act: { label: t('common.undo'), run: () => void all(undo()) } })

  /** A thread that leaves the lists is not looked at any longer. */
  const leave = (threads: readonly ThreadRow[]): void => {
    if (threads.some(({ roomId }) => roomId === opened?.['threadId'])) navigate('/')
  }

  const idOf = ({ workspaceId, roomId }: ThreadRow) => ({ workspaceId, threadId: roomId })

  const setTrashed = (threads: readonly ThreadRow[], trashedAt: number | null) =>
    threads.map(thread => engine.execute('thread.trash', { ...idOf(thread), trashedAt }))

  const setArchived = (threads: readonly ThreadRow[], archived: boolean) =>
    threads.map(thread => engine.execute('thread.archive', { ...idOf(thread), archived }))

  const setFolder = (thread: ThreadRow, folderId: FolderId | null) => [
    engine.execute('thread.move', { ...idOf(thread), folderId }),
  ]

  const moveTo = async (thread: ThreadRow, folderId: FolderId | null, name: string): Promise<void> => {
    const before = thread.folderId ?? null
    if (await all(setFolder(thread, folderId))) {
      offerUndo(t('sidebar.movedTo', { folder: name }), () => setFolder(thread, before))
    }
  }

  const writeFolder = async (name: string): Promise<FolderId | undefined> => {
    const folderId = createId(env.random, 'fld')
    const { workspaceId, roomId } = await ready
    const args = { workspaceId, roomId, folderId, name, createdAt: env.clock.now() }
    return (await all([engine.execute('folder.create', args)])) ? folderId : undefined
  }

  return {
    rename: async (thread, title) => {
      await all([engine.execute('thread.rename', { ...idOf(thread), title })])
    },
    pin: async (thread, pinned) => {
      await all([engine.execute('thread.pin', { ...idOf(thread), pinned })])
    },
    archive: async (threads, archived) => {
      if (!(await all(setArchived(threads, archived)))) return
      if (archived) leave(threads)
      const text = archived
        ? t('sidebar.threadsArchived', { count: threads.length })
        : t('sidebar.threadUnarchived')
      offerUndo(text, () => setArchived(threads, !archived))
    },
    trash: async threads => {
      if (!(await all(setTrashed(threads, env.clock.now())))) return
      leave(threads)
      const text =
        threads.length === 1
          ? t('sidebar.movedToTrash')
          : t('sidebar.movedToTrashCount', { count: threads.length })
      offerUndo(text, () => setTrashed(threads, null))
    },
    putBack: async thread => {
      if (await all(setTrashed([thread], null))) toast({ text: t('sidebar.wasPutBack') })
    },
    move: (thread, folder) => moveTo(thread, folder?.id ?? null, folder?.name ?? t('sidebar.noFolder')),
    moveToNewFolder: async (thread, name) => {
      const folderId = await writeFolder(name)
      if (folderId !== undefined) await moveTo(thread, folderId, name)
    },
    duplicate: async thread => {
      const copyId: ThreadId = createId(env.random, 'thr')
      if (!(await all([engine.duplicateThread(thread.workspaceId, thread.roomId, copyId)]))) return
      const title = t('sidebar.copyOf', { title: thread.title || t('sidebar.untitled') })
      await all([engine.execute('thread.rename', { ...idOf(thread), threadId: copyId, title })])
      navigate(`/t/${copyId}`)
    },
    createFolder: async name => {
      await writeFolder(name)
    },
    renameFolder: async ({ workspaceId, roomId, id }, name) => {
      await all([engine.execute('folder.rename', { workspaceId, roomId, folderId: id, name })])
    },
    deleteFolder: async ({ workspaceId, roomId, id }) => {
      const setDeleted = (deleted: boolean) => [
        engine.execute('folder.delete', { workspaceId, roomId, folderId: id, deleted }),
      ]
      if (await all(setDeleted(true))) offerUndo(t('sidebar.folderDeleted'), () => setDeleted(false))
    },
  }
}
