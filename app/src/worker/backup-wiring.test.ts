/** Backups of whole engines, each with a database and keys of its own. Argon2id is held by the container's tests. */

import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ProviderId, type ThreadId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import type { BackupCallsByName } from '../features/backup/backup-calls.ts'
import type { MakeProgress } from '../features/backup/make-backup.ts'
import type { RestoreProgress } from '../features/backup/restore-report.ts'
import { cheapArgon2id } from '../features/backup/testing/memory-backup.ts'
import { catalogue } from '../features/device-models/catalogue.ts'
import type { DeviceModelRow } from '../features/device-models/tables.ts'
import { wantedRow } from '../features/device-models/wanted-row.ts'
import { featureTables } from '../features/tables.ts'
import type { MessageRow, ThreadRow } from '../features/threads/tables.ts'
import { createAttachments } from './attachments.ts'
import { wireBackup } from './backup-wiring.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'

const passphrase = 'seven looms under one roof'
const providerId: ProviderId = createId(systemRandom, 'prv')
const picture = testRandom(4).bytes(1_500_000)

interface Device {
  readonly database: Database
  readonly parts: EngineParts
  readonly calls: BackupCallsByName
  readonly say: (threadId: ThreadId, text: string, files?: readonly object[]) => Promise<void>
}

const noServer = () => Promise.reject(new TypeError('no network'))

const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete()
})

const openDevice = async (): Promise<Device> => {
  const database = createDatabase(featureTables, `backup-${createId(systemRandom, 'dev')}`)
  databases.push(database)
  const connection = createDexieConnection(database, systemEnv)
  const opened = await openEngine({ database, connection, env: systemEnv })
  const parts = must(opened.ok ? opened.value : null, 'an engine')
  const { calls } = wireBackup({
    env: systemEnv,
    parts,
    attachments: createAttachments({ env: systemEnv, parts, database, ask: noServer }),
    database,
    bulk: { quick: connection, quiet: connection },
    argon2id: cheapArgon2id,
  })
  return {
    database,
    parts,
    calls,
    say: async (threadId, text, files = []) => {
      const { workspaceId } = parts.workspaces.identity()
      const said = await parts.commands.execute('message.send', {
        workspaceId,
        threadId,
        messageId: createId(systemRandom, 'msg'),
        parentId: null,
        parts: [{ type: 'text', text }, ...files],
        createdAt: 1,
      })
      expect(said).toMatchObject({ ok: true })
    },
  }
}

const fill = async (device: Device): Promise<void> => {
  const { parts } = device
  const { workspaceId, roomId } = parts.workspaces.identity()
  const added = await parts.blobs.add(workspaceId, picture)
  const attachmentId = must(added.ok ? added.value : null, 'a blob')
  const file = {
    type: 'attachment',
    attachmentId,
    name: 'a.png',
    mediaType: 'image/png',
    size: picture.length,
  }
  await device.say(createId(systemRandom, 'thr'), 'with a picture', [file])
  await device.say(createId(systemRandom, 'thr'), 'without one')
  const provider = {
    id: providerId,
    dialect: 'openai-compatible',
    preset: 'custom',
    name: 'Workshop',
    baseUrl: 'https://one.example/v1',
  }
  await parts.commands.execute('provider.save', { workspaceId, roomId, provider, createdAt: 1 })
  await parts.credentials.save(workspaceId, providerId, { apiKey: 'sk-of-the-workshop' })
}

interface Listening<Progress> {
  readonly port: MessagePort
  readonly told: Progress[]
  readonly stop: () => void
}

/** What comes over the port, and the port to hand over. */
const listen = <Progress>(): Listening<Progress> => {
  const { port1, port2 } = new MessageChannel()
  const told: Progress[] = []
  port1.addEventListener('message', ({ data }: MessageEvent<Progress>) => told.push(data))
  port1.start()
  return { port: port2, told, stop: () => port1.postMessage('stop') }
}

const make = async (device: Device, withKeys = true): Promise<Blob> => {
  const { port } = listen<MakeProgress>()
  const made = await device.calls.make({ passphrase, withAttachments: true, withKeys }, port)
  return must(made.ok ? (made.value.content ?? null) : null, 'a file')
}

const restore = async (device: Device, file: Blob, withKeys = true) => {
  const { port, told } = listen<RestoreProgress>()
  const restored = await device.calls.restore(file, { passphrase, withKeys, withDeleted: false }, port)
  return { report: must(restored.ok ? restored.value : null, 'a report'), told }
}

const titles = async ({ database }: Device): Promise<readonly string[]> =>
  (await database.table<ThreadRow>('threads').toArray()).map(({ title }) => title).toSorted()

describe('a backup', () => {
  it('of one device brings everything to another that has threads of its own', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    await second.say(createId(systemRandom, 'thr'), 'only here')
    const file = await make(first)
    expect(await first.database.table('backups').get('last')).toMatchObject({
      bytes: file.size,
      threads: 2,
      messages: 2,
    })
    expect(await second.calls.look(file, passphrase)).toMatchObject({
      ok: true,
      value: { counts: { threads: 2, messages: 2, attachments: 1, providers: 1 }, withKeys: true },
    })

    const { report, told } = await restore(second, file)
    expect(report).toMatchObject({
      ending: { type: 'whole' },
      threads: { added: 2, extended: 0, same: 0 },
      messages: 2,
      attachments: 1,
      keys: 1,
      unread: 0,
    })
    for (const { done, total } of told) expect(done).toBeLessThanOrEqual(total)
    expect(await titles(second)).toEqual(['only here', 'with a picture', 'without one'])

    const { workspaceId } = second.parts.workspaces.identity()
    const messages = await second.database.table<MessageRow>('messages').toArray()
    const [attachmentId] = messages.flatMap(row => row.attachmentIds ?? [])
    const bytes = await second.parts.blobs.read(workspaceId, must(attachmentId, 'a file'))
    expect(Buffer.compare(must(bytes.ok ? bytes.value : null, 'its bytes'), picture)).toBe(0)
    expect(await second.parts.credentials.open(workspaceId, providerId)).toEqual({
      ok: true,
      value: { apiKey: 'sk-of-the-workshop' },
    })
    // Threads that come are to be synced like anything that is said here.
    expect(await second.database.blobUploads.count()).toBe(1)

    const again = await restore(second, file)
    expect(again.report).toMatchObject({ threads: { added: 0, extended: 0, same: 2 }, messages: 0, keys: 0 })
  })

  it('on the device it was made on leaves what was said since', async () => {
    const device = await openDevice()
    const threadId = createId(systemRandom, 'thr')
    await device.say(threadId, 'before')
    const file = await make(device, false)
    await device.say(threadId, 'after')
    expect((await restore(device, file)).report).toMatchObject({
      threads: { added: 0, same: 1 },
      messages: 0,
    })
    const texts = (await device.database.table<MessageRow>('messages').toArray()).map(({ parts }) => parts[0])
    expect(texts).toMatchObject([{ text: 'before' }, { text: 'after' }])
  })

  it('holds models that were entered by hand, and puts back those that are not in the list', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    const rowOf = (id: string, isCustom: boolean): DeviceModelRow =>
      wantedRow({ ...must(catalogue[0], 'a model'), id, name: id, isCustom }, 7)
    const here = { ...rowOf('known', true), state: 'here' as const }
    await first.database
      .table('deviceModels')
      .bulkPut([rowOf('own', true), here, rowOf('of-the-list', false)])
    const known = { ...here, model: { ...here.model, name: 'as it is called here' } }
    await second.database.table('deviceModels').put(known)
    expect((await restore(second, await make(first))).report).toMatchObject({ deviceModels: 1, malformed: 0 })
    const rows = await second.database.table<DeviceModelRow, string>('deviceModels').toArray()
    expect(rows).toEqual([known, rowOf('own', true)])
  })

  it('brings attachments that gave their room back, and names those that cannot be had', async () => {
    const device = await openDevice()
    await fill(device)
    const { database, parts } = device
    const { workspaceId } = parts.workspaces.identity()
    const without = async () => {
      await database.blobs.clear()
      await database.blobPieces.clear()
    }
    await without()
    const [second, third] = [await openDevice(), await openDevice()]
    expect((await restore(second, await make(device))).report).toMatchObject({ attachments: 0, unread: 1 })

    const own = createAttachments({ env: systemEnv, parts, database, ask: noServer })
    const asked: number[] = []
    const { calls } = wireBackup({
      env: systemEnv,
      parts,
      database,
      bulk: { quick: parts.connection, quiet: parts.connection },
      argon2id: cheapArgon2id,
      attachments: {
        read: own.read,
        fetch: async (_workspace, { size }) => {
          asked.push(size)
          await parts.blobs.add(workspaceId, picture)
          return { ok: true, value: undefined }
        },
      },
    })
    const brought = await make({ ...device, calls })
    expect(asked).toEqual([picture.length])
    expect((await restore(third, brought)).report).toMatchObject({ attachments: 1, unread: 0 })
  })

  it('says what is wrong with a file, and that a passphrase is not the one', async () => {
    const device = await openDevice()
    await device.say(createId(systemRandom, 'thr'), 'something')
    const file = await make(device)
    const look = async (given: Blob, by = passphrase) => {
      const found = await device.calls.look(given, by)
      return found.ok ? null : found.error
    }
    expect(await look(file, 'seven looms under two roofs')).toEqual({ type: 'passphrase-wrong' })
    expect(await look(new Blob(['a letter, nothing else']))).toEqual({ type: 'backup-unknown' })
    expect(await look(file.slice(0, file.size - 5))).toEqual({ type: 'backup-truncated', at: 96 })
  })

  it('that is stopped leaves no file, and a restore that is stopped says so', async () => {
    const [first, second] = [await openDevice(), await openDevice()]
    await fill(first)
    const making = listen<MakeProgress>()
    making.stop()
    expect(
      await first.calls.make({ passphrase, withAttachments: true, withKeys: false }, making.port),
    ).toEqual({ ok: false, error: { type: 'backup-stopped' } })
    expect(await first.database.table('backups').count()).toBe(0)
    const restoring = listen<RestoreProgress>()
    restoring.stop()
    const file = await make(first)
    const stopped = await second.calls.restore(
      file,
      { passphrase, withKeys: false, withDeleted: false },
      restoring.port,
    )
    expect(stopped).toMatchObject({ ok: true, value: { ending: { type: 'stopped' } } })
  })

  it('that the place for it does not take says so, and is no backup', async () => {
    const device = await openDevice()
    await device.say(createId(systemRandom, 'thr'), 'something')
    let aborted = false
    const stream = {
      write: () => Promise.reject(new DOMException('No space left', 'QuotaExceededError')),
      abort: async () => {
        aborted = true
      },
    }
    // A handle as far as it is used, on a disk that is full.
    const to = { createWritable: async () => stream } as unknown as FileSystemFileHandle
    const { port } = listen<MakeProgress>()
    expect(
      await device.calls.make({ passphrase, withAttachments: false, withKeys: false, to }, port),
    ).toEqual({ ok: false, error: { type: 'backup-not-written', detail: 'No space left' } })
    expect(aborted).toBe(true)
    expect(await device.database.table('backups').count()).toBe(0)
  })
})
