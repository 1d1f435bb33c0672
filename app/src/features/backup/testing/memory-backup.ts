/** Backups of an engine in memory: made, read and restored by the real code, at no cost for the passphrase. */

import { must } from '@weft/shared/assert.ts'
import { concatBytes } from '@weft/shared/bytes.ts'
import { createRoot } from '@weft/shared/crypto/backup/backup-key.ts'
import type { Argon2id } from '@weft/shared/crypto/account/kdf-parameters.ts'
import { createSourceIds } from '@weft/shared/crypto/source-ids.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import { type AttachmentId, createId, type WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Credentials } from '@weft/shared/schema/provider.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { RoomView } from '../../../core/room-view.ts'
import type { RoomRef } from '../../../core/room-ref.ts'
import { createIsDeleted } from '../../workspace/deleted-threads.ts'
import type { DeviceModelRow } from '../../device-models/tables.ts'
import type { MemoryEngine } from '../../testing/memory-engine.ts'
import type { BackupOptions, BackupSource } from '../backup-contents.ts'
import { makeBackup } from '../make-backup.ts'
import { openBackup } from '../open-backup.ts'
import { restoreBackup, type RestoreOptions, type RestoreTarget } from '../restore-backup.ts'
import type { RestoreReport } from '../restore-report.ts'

const passphrase = 'threads and threads'

/** The passphrase itself, filled up: what Argon2id gives is held by the container's own tests. */
export const cheapArgon2id: Argon2id = async password => {
  const bytes = new Uint8Array(32)
  bytes.set(password.subarray(0, 32))
  return bytes
}

/** What lies beside the rooms on a device. */
export interface MemoryDevice {
  readonly engine: MemoryEngine
  readonly files: Map<AttachmentId, Uint8Array>
  readonly keys: Map<string, Credentials>
  readonly models: Map<string, Pick<DeviceModelRow, 'model' | 'addedAt'>>
}

export const memoryDevice = (engine: MemoryEngine): MemoryDevice => ({
  engine,
  files: new Map(),
  keys: new Map(),
  models: new Map(),
})

const viewOf = async (engine: MemoryEngine, room: RoomRef): Promise<Result<RoomView, never>> =>
  ok(await engine.view(room.roomId))

const roomsOf = async ({ store }: MemoryEngine): Promise<readonly RoomRef[]> => {
  const rooms = await store.rooms()
  return must(rooms.ok ? rooms.value : null, 'rooms')
}

const noCounts = { threads: 0, messages: 0, attachments: 0, folders: 0, providers: 0 }

/** `as`: the workspace that the backup says to be of. */
export const backUp = async (
  { engine, files, keys, models }: MemoryDevice,
  options: BackupOptions = { withAttachments: true, withKeys: true },
  as: WorkspaceId = engine.workspaceId,
): Promise<Uint8Array> => {
  const inAs = (room: RoomRef): RoomRef => ({ ...room, workspaceId: as })
  const source: BackupSource = {
    documents: [inAs({ workspaceId: engine.workspaceId, roomId: engine.roomId })],
    rooms: (await roomsOf(engine)).map(inAs),
    view: room => viewOf(engine, room),
    readAttachment: async (_workspace, { attachmentId }) => {
      const bytes = files.get(attachmentId)
      return bytes ? ok(bytes) : err({ type: 'blob-missing' })
    },
    credentials: async (_workspace, providerId) => ok(keys.get(providerId) ?? {}),
    deviceModels: [...models.values()],
    counts: noCounts,
  }
  const root = await createRoot(passphrase, engine.env.random, { argon2id: cheapArgon2id })
  const written: Uint8Array[] = []
  const made = await makeBackup({
    source,
    options,
    root: must(root.ok ? root.value : null, 'a root'),
    env: engine.env,
    sink: async bytes => void written.push(bytes),
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  if (!made.ok) throw new Error(made.error.type)
  return concatBytes(...written)
}

export interface RestoreInto extends RestoreOptions {
  /** Stops after so many records that brought something. */
  readonly stopAfter?: number
  /** The target as this makes it of what the device is: one that is slow, or fails. */
  readonly over?: (target: RestoreTarget) => RestoreTarget
  /** Gets the bytes that are said to be done with, each time. */
  readonly told?: number[]
}

/** What this device calls a file: not what another one does, as in another workspace. */
const nameOf = (bytes: Uint8Array): AttachmentId =>
  createId(testRandom(bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7)), 'att')

export const restoreInto = async (
  { engine, files, keys, models }: MemoryDevice,
  file: Uint8Array,
  { stopAfter = Number.POSITIVE_INFINITY, over = same => same, told = [], ...options }: RestoreInto = {
    withKeys: true,
    withDeleted: false,
  },
): Promise<RestoreReport> => {
  async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < file.length; at += 10_000) yield file.subarray(at, at + 10_000)
  }
  const opened = await openBackup(source(), passphrase, { argon2id: cheapArgon2id })
  if (!opened.ok) throw new Error(opened.error.type)
  const document = { workspaceId: engine.workspaceId, roomId: engine.roomId }
  const stopping = new AbortController()
  let taken = 0
  return restoreBackup(
    opened.value.records,
    over({
      documents: [document],
      view: room => viewOf(engine, room),
      isDeleted: createIsDeleted(() => [document], engine.rooms.open),
      execute: (name, args) => engine.commands.execute(name, args),
      addAttachment: async (_workspace, blob) => {
        const bytes = new Uint8Array(await blob.arrayBuffer())
        const id = nameOf(bytes)
        const isNew = !files.has(id)
        files.set(id, bytes)
        return ok({ id, isNew })
      },
      addCredentials: async (_workspace, providerId, credentials) => {
        if (keys.has(providerId)) return ok(false)
        keys.set(providerId, credentials)
        return ok(true)
      },
      addDeviceModel: async ({ model, addedAt }) => {
        if (models.has(model.id)) return ok(false)
        models.set(model.id, { model, addedAt })
        return ok(true)
      },
      sourceIds: workspaceId =>
        createSourceIds(workspaceId, createSyncSealer(new Uint8Array(32), testRandom(1))),
    }),
    options,
    {
      signal: stopping.signal,
      position: opened.value.position,
      progress: made => {
        told.push(made.done)
        taken += 1
        if (taken >= stopAfter) stopping.abort()
      },
    },
  )
}
