/** Backups of an engine: what it holds as a source and as a target, over files, ports and the one lock. Loaded when asked for. */

import type { Argon2id } from '@weft/shared/crypto/account/kdf-parameters.ts'
import { type BackupRoot, createRoot } from '@weft/shared/crypto/backup/backup-key.ts'
import { createSourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Database } from '../core/database.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { BackupCallsByName, BackupError, MadeFile } from '../features/backup/backup-calls.ts'
import type { BackupOptions, BackupSource } from '../features/backup/backup-contents.ts'
import { type BackupFile, writeToBlob, writeToHandle } from '../features/backup/backup-file.ts'
import type { BackupRow, LastBackupRow } from '../features/backup/backup-rows.ts'
import { makeBackup, type MakeProgress } from '../features/backup/make-backup.ts'
import { openBackup } from '../features/backup/open-backup.ts'
import { createPlannedBackups } from '../features/backup/planned-backups.ts'
import { restoreBackup, type RestoreTarget } from '../features/backup/restore-backup.ts'
import type { RestoreProgress } from '../features/backup/restore-report.ts'
import { createKnownDeletions } from '../features/workspace/deleted-threads.ts'
import { wantedRow } from '../features/device-models/wanted-row.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import type { AttachmentRef, Attachments } from './attachments.ts'
import type { BulkConnections, EngineParts } from './engine-parts.ts'

export interface BackupDeps {
  readonly env: Env
  readonly parts: EngineParts
  readonly attachments: Pick<Attachments, 'read' | 'fetch'>
  readonly database: Database
  /** Whose commits do not wait for the disk: a restore that a crash undoes is done again. */
  readonly bulk: BulkConnections
  /** In WebAssembly, loaded when it is first needed, unless a test has a cheaper one. */
  readonly argon2id?: Argon2id
}

export interface Backups {
  readonly calls: BackupCallsByName
  /** Makes planned backups while this engine lives, in whichever tab has the turn. */
  readonly start: (signal: AbortSignal) => void
}

export const wireBackup = ({
  env,
  parts,
  attachments,
  database,
  bulk: connections,
  ...kdf
}: BackupDeps): Backups => {
  const rows = database.table<BackupRow, string>('backups')

  const documents = (): readonly RoomRef[] => parts.workspaces.identity().workspaces

  const deletions = createKnownDeletions(documents, parts.rooms.open)
  let reading: Promise<void> | undefined
  /** As of a second ago: all threads of a restore would wait in line for a reading each. */
  const isDeleted = async ({ roomId }: RoomRef): Promise<boolean> => {
    if (!reading) {
      reading = deletions.read()
      env.clock.after(1_000, () => {
        reading = undefined
      })
    }
    await reading
    return deletions.has(roomId)
  }
  const bulk = parts.beside(isDeleted, connections)

  const readCounts = async (): Promise<BackupSource['counts']> => {
    const [threads, messages, folders, providers, named] = await Promise.all([
      database.table('threads').count(),
      database.table('messages').count(),
      database.table('folders').count(),
      database.table('providers').count(),
      database.table('messages').orderBy('attachmentIds').uniqueKeys(),
    ])
    return { threads, messages, folders, providers, attachments: named.length }
  }

  const deviceModels = database.table<DeviceModelRow, string>('deviceModels')

  const readAttachment = async (
    workspaceId: WorkspaceId,
    attachment: AttachmentRef,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, TaggedError>> => {
    const here = await attachments.read(workspaceId, attachment.attachmentId)
    if (here.ok || here.error.type !== 'attachment-missing') return here
    const brought = await attachments.fetch(workspaceId, attachment, { signal })
    return brought.ok ? attachments.read(workspaceId, attachment.attachmentId) : brought
  }

  const createSource = async (signal: AbortSignal): Promise<Result<BackupSource, BackupError>> => {
    const rooms = await parts.store.rooms()
    if (!rooms.ok) return rooms
    const models = await parts.connection.run(() => deviceModels.toArray())
    if (!models.ok) return models
    return ok({
      documents: documents(),
      rooms: rooms.value.filter(({ workspaceId }) => parts.workspaces.isOpen(workspaceId)),
      view: async room => (await bulk.rooms.open(room)).view(),
      readAttachment: (workspaceId, attachment) => readAttachment(workspaceId, attachment, signal),
      deviceModels: models.value,
      credentials: (workspaceId, providerId) => parts.credentials.open(workspaceId, providerId),
      counts: await readCounts(),
    })
  }

  /** `here`: rooms of this device. One that is new is not looked for in the database before it is founded. */
  const createTarget = (here: readonly RoomRef[]): RestoreTarget => {
    const known = new Set<string>(here.map(({ roomId }) => roomId))
    return {
      ...target,
      view: async room => {
        if (!known.has(room.roomId)) bulk.expectAbsent([room])
        known.add(room.roomId)
        return target.view(room)
      },
    }
  }

  const target: RestoreTarget = {
    get documents() {
      return documents()
    },
    view: async room => (await bulk.rooms.open(room)).view(),
    isDeleted,
    execute: (name, args) => bulk.commands.execute(name, args),
    addAttachment: async (workspaceId, bytes) => {
      const from = env.clock.now()
      const added = await parts.blobs.add(workspaceId, bytes)
      if (!added.ok) return added
      // What was here keeps the time at which it came.
      const stored = await database.blobs.get([workspaceId, added.value])
      return ok({ id: added.value, isNew: (stored?.createdAt ?? 0) >= from })
    },
    addCredentials: async (workspaceId, providerId, credentials) => {
      const here = await parts.credentials.open(workspaceId, providerId)
      // What does not open any more is no key.
      if (here.ok && Object.keys(here.value).length > 0) return ok(false)
      const saved = await parts.credentials.save(workspaceId, providerId, credentials)
      return saved.ok ? ok(true) : saved
    },
    addDeviceModel: ({ model, addedAt }) =>
      parts.connection.run(() =>
        database.transaction('rw', deviceModels, async () => {
          if ((await deviceModels.get(model.id)) !== undefined) return false
          await deviceModels.put(wantedRow(model, addedAt))
          return true
        }),
      ),
    sourceIds: (workspaceId: WorkspaceId) =>
      createSourceIds(workspaceId, parts.workspaces.sealerOf(workspaceId)),
  }

  const writeBackup = async (
    root: BackupRoot,
    options: BackupOptions,
    open: () => Promise<BackupFile>,
    watch: { readonly signal: AbortSignal; readonly progress: (made: MakeProgress) => void },
  ): Promise<Result<MadeFile, BackupError>> => {
    const source = await createSource(watch.signal)
    if (!source.ok) return source
    const file = await open().catch((cause: unknown) => String(cause))
    if (typeof file === 'string') return err({ type: 'backup-not-written', detail: file })
    const { withAttachments, withKeys } = options
    const made = await makeBackup({
      source: source.value,
      options: { withAttachments, withKeys },
      root,
      env,
      sink: file.sink,
      ...watch,
    })
    if (!made.ok) {
      await file.discard().catch(() => undefined)
      return made
    }
    try {
      const content = await file.close()
      const { threads, messages } = made.value.end.counts
      const { createdAt: madeAt, bytes } = made.value
      const last: LastBackupRow = { id: 'last', madeAt, bytes, threads, messages }
      const noted = await parts.connection.run(() => rows.put(last))
      return noted.ok ? ok({ ...made.value, ...(content ? { content } : {}) }) : noted
    } catch (cause) {
      return err({ type: 'backup-not-written', detail: String(cause) })
    }
  }

  const planned = createPlannedBackups({
    env,
    run: action => parts.connection.run(() => action(rows)),
    write: writeBackup,
    exclusive: action =>
      navigator.locks.request('weft-planned-backup', { ifAvailable: true }, async lock => {
        if (lock) await action()
      }),
  })

  const calls: BackupCallsByName = {
    make: async ({ passphrase, to, ...options }, port) => {
      const root = await createRoot(passphrase, env.random, kdf)
      if (!root.ok) return root
      return over<MakeProgress, MadeFile>(port, watch =>
        writeBackup(root.value, options, async () => (to ? writeToHandle(to) : writeToBlob()), watch),
      )
    },
    look: async (file, passphrase) => {
      const opened = await openBackup(bytesOf(file), passphrase, kdf)
      return opened.ok ? ok(opened.value.manifest) : opened
    },
    restore: async (file, { passphrase, ...options }, port) => {
      const opened = await openBackup(bytesOf(file), passphrase, kdf)
      if (!opened.ok) return opened
      const here = await parts.store.rooms()
      if (!here.ok) return here
      const { records, position } = opened.value
      return over<RestoreProgress, Awaited<ReturnType<typeof restoreBackup>>>(
        port,
        async ({ signal, progress }) =>
          ok(
            await restoreBackup(records, createTarget(here.value), options, {
              signal,
              position,
              progress: made => progress({ total: file.size, ...made }),
            }),
          ),
      )
    },
    ...planned.calls,
    quiet: async until => {
      const put = await parts.connection.run(() => rows.put({ id: 'reminder', quietUntil: until }))
      return put.ok ? ok(undefined) : put
    },
  }

  return { calls, start: planned.start }
}

async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = file.stream().getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value
}

/** How often a page is told, milliseconds: it draws no more often. */
const tellEvery = 100

interface Watch<Progress> {
  readonly signal: AbortSignal
  readonly progress: (made: Progress) => void
}

const over = async <Progress, T>(
  port: MessagePort,
  action: (watch: Watch<Progress>) => Promise<Result<T, BackupError>>,
): Promise<Result<T, BackupError>> => {
  const leaving = new AbortController()
  port.addEventListener('message', () => leaving.abort())
  port.start()
  let told = Number.NEGATIVE_INFINITY
  const watch: Watch<Progress> = {
    signal: leaving.signal,
    progress: made => {
      const now = performance.now()
      if (now - told < tellEvery) return
      told = now
      port.postMessage(made)
    },
  }
  const done = await action(watch)
  port.close()
  return done
}
