/** A key and where it lies, on two devices with real databases and real sealing: what each opens, and what none may hold. */

import { must } from '@weft/shared/assert.ts'
import { systemEnv, systemRandom } from '@weft/shared/env.ts'
import { createId, type ProviderId } from '@weft/shared/ids.ts'
import type { Credentials } from '@weft/shared/schema/provider.ts'
import { Dexie } from 'dexie'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createDatabase, type Database } from '../core/database.ts'
import { createDexieConnection } from '../core/dexie-connection.ts'
import { createKeyring } from '../core/keyring.ts'
import { mapOf } from '../core/room-doc.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { KeyPlace } from '../features/providers/provider-keys.ts'
import type { CredentialHintRow } from '../features/runs/tables.ts'
import { featureTables } from '../features/tables.ts'
import { joinKeyHints, type KeyHint } from '../features/workspace/key-hints.ts'
import type { ProviderRow } from '../features/workspace/tables.ts'
import { type EngineParts, openEngine } from './engine-parts.ts'
import { tidy } from './housekeeping.ts'
import { adoptWorkspace } from './identity.ts'
import { createModelKnowledge } from './model-knowledge.ts'

const canary = 'quill9zfeath'
const secret = { apiKey: `sk-${canary}-0123`, headers: [{ name: 'X-Team', value: `${canary} team` }] }
const hour = 3_600_000
const noRuns = { forget: async () => undefined }

interface Device {
  readonly database: Database
  readonly engine: EngineParts
  readonly document: RoomRef
}

let devices: readonly [Device, Device]
let id: ProviderId

const openDevice = async (database: Database): Promise<Device> => {
  const connection = createDexieConnection(database, systemEnv)
  const opened = await openEngine({ database, connection, env: systemEnv })
  const engine = must(opened.ok ? opened.value : null, 'an engine that starts')
  return { database, engine, document: must(engine.workspaces.identity().workspaces[0], 'a workspace') }
}

const newDatabase = (): Database =>
  createDatabase(featureTables, `provider-keys-${createId(systemRandom, 'dev')}`)

/** As a device that joins an account: the workspace's key comes first, its document by sync. */
const openSecond = async ({ database: firstDatabase, document }: Device): Promise<Device> => {
  const database = newDatabase()
  const connection = createDexieConnection(database, systemEnv)
  const given = createKeyring(createDexieConnection(firstDatabase, systemEnv), systemEnv)
  await given.lendWorkspaceKey(document.workspaceId, key =>
    createKeyring(connection, systemEnv).addWorkspaceKey(document.workspaceId, key.slice()),
  )
  await adoptWorkspace(connection, systemEnv, document, 'home')
  return openDevice(database)
}

const stateOf = async ({ engine, document }: Device): Promise<Uint8Array> => {
  const state = await (await engine.rooms.open(document)).state()
  return must(state.ok ? state.value : null, 'a document')
}

const sync = async (): Promise<void> => {
  const [first, second] = devices
  for (const [from, to] of [
    [first, second],
    [second, first],
  ] as const)
    await (await to.engine.rooms.open(to.document)).receive(await stateOf(from))
}

const execute = async ({ engine, document }: Device, name: string, args: object): Promise<void> =>
  expect(await engine.commands.execute(name, { ...document, ...args })).toEqual({
    ok: true,
    value: undefined,
  })

const save = async ({ engine, document }: Device, given: Credentials, place: KeyPlace): Promise<void> =>
  expect(await engine.providerKeys.save(document.workspaceId, id, given, place)).toEqual({
    ok: true,
    value: undefined,
  })

/** What a call from this device would send. */
const used = async ({ engine, document }: Device): Promise<unknown> => {
  const access = await createModelKnowledge(engine.connection, engine.credentials).access(
    document.workspaceId,
    id,
  )
  return access.ok ? access.value.credentials : access.error.type
}

const hint = async ({ database }: Device): Promise<KeyHint | undefined> =>
  joinKeyHints(
    await database.table<CredentialHintRow>('credentialHints').toArray(),
    await database.table<ProviderRow>('providers').toArray(),
  ).get(id)

const keyPlaces = async (device: Device): Promise<readonly string[]> => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, await stateOf(device))
  return [...mapOf(doc, 'r').keys()].filter(key => key.startsWith(`${id}.pk.`))
}

/** Every row of every table, with bytes as text of one character each. */
const everythingIn = async (database: Database): Promise<string> => {
  const rows = await Promise.all(database.tables.map(table => table.toArray()))
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? [...value].map(byte => String.fromCharCode(byte)).join('') : value,
  )
}

beforeEach(async () => {
  const first = await openDevice(newDatabase())
  devices = [first, await openSecond(first)]
  id = createId(systemRandom, 'prv')
  const provider = {
    id,
    dialect: 'openai-compatible',
    preset: 'custom',
    name: 'Workshop',
    baseUrl: 'http://localhost:1234/v1',
  }
  await execute(first, 'provider.save', { provider, createdAt: 1 })
})

afterEach(async () => {
  for (const { database } of devices) {
    database.close()
    await Dexie.delete(database.name)
  }
})

it('a key that is to sync is used on both, and is nowhere in the clear', async () => {
  const [first, second] = devices
  await save(first, secret, 'here')
  await save(first, {}, 'everywhere')
  await sync()
  for (const device of devices) {
    expect(await used(device)).toEqual(secret)
    expect(await hint(device)).toEqual({
      providerId: id,
      ending: '0123',
      headerNames: ['X-Team'],
      place: 'workspace',
    })
    const everything = await everythingIn(device.database)
    expect(everything).toContain('Workshop')
    expect(everything).not.toContain(canary)
  }
  // There is one of it, so that a change elsewhere is a change here.
  expect(await first.database.keys.get(`credentials:${id}`)).toBeUndefined()
  // Opened, the document's value is still sealed.
  const view = await (await second.engine.rooms.open(second.document)).view()
  const register = view.ok ? view.value.register(id, 'pk') : null
  expect(JSON.stringify(register)).toContain('0123')
  expect(JSON.stringify(register)).not.toContain(canary)
  expect(
    atob((await second.database.table<ProviderRow>('providers').toArray())[0]?.syncedKey?.sealed ?? ''),
  ).not.toContain(canary)
})

it('a key that nobody asked to sync is in the document in no form', async () => {
  const [first, second] = devices
  const before = await stateOf(first)
  await save(first, secret, 'here')
  expect(await stateOf(first)).toEqual(before)
  expect(await keyPlaces(first)).toEqual([])
  await sync()
  expect(await used(first)).toEqual(secret)
  expect(await used(second)).toEqual({})
  expect(await hint(second)).toBeUndefined()
})

it('a change on either is a change on both, and keeps what was not typed again', async () => {
  const [first, second] = devices
  await save(first, secret, 'everywhere')
  await sync()
  await save(second, { apiKey: 'sk-replaced-4567' }, 'everywhere')
  await sync()
  for (const device of devices)
    expect(await used(device)).toEqual({ apiKey: 'sk-replaced-4567', headers: secret.headers })
})

it('taken back, it stays where that was done and is gone from the other and from the document', async () => {
  const [first, second] = devices
  await save(first, secret, 'everywhere')
  await sync()
  await save(second, {}, 'taken-back')
  await sync()
  expect(await used(second)).toEqual(secret)
  expect(await hint(second)).toMatchObject({ place: 'device', ending: '0123' })
  expect(await used(first)).toEqual({})
  expect(await hint(first)).toBeUndefined()
  for (const device of devices) expect(await keyPlaces(device)).toHaveLength(1)
})

it('a device’s own key is used before one that comes, and neither changes the other', async () => {
  const [first, second] = devices
  await sync()
  const own = { apiKey: 'sk-own-89abcdef' }
  await save(second, own, 'here')
  await save(first, secret, 'everywhere')
  await sync()
  expect(await used(second)).toEqual(own)
  expect(await hint(second)).toMatchObject({ place: 'device-first', ending: 'cdef' })
  await save(second, { apiKey: 'sk-own-again-wxyz' }, 'here')
  await sync()
  expect(await used(first)).toEqual(secret)

  await second.engine.providerKeys.remove(second.document.workspaceId, id, 'here')
  expect(await used(second)).toEqual(secret)
  expect(await hint(second)).toMatchObject({ place: 'workspace', ending: '0123' })
  await sync()
  expect(await used(first)).toEqual(secret)
})

it('a key that cannot be opened is not lost to a tick', async () => {
  const [first] = devices
  await save(first, secret, 'here')
  const broken = { ...must(await first.database.keys.get(`credentials:${id}`), 'a key') }
  await first.database.keys.put({ ...broken, value: new Uint8Array(60) })
  const { workspaceId } = first.document
  expect(await first.engine.providerKeys.save(workspaceId, id, {}, 'everywhere')).toMatchObject({ ok: false })
  expect(await keyPlaces(first)).toEqual([])
  expect(await first.database.keys.get(`credentials:${id}`)).toBeDefined()
  await save(first, { apiKey: 'sk-typed-again-1' }, 'everywhere')
  expect(await used(first)).toEqual({ apiKey: 'sk-typed-again-1' })
})

it('of two keys that were given at once one counts, and the other is taken out of the document', async () => {
  const [first, second] = devices
  await sync()
  await save(first, secret, 'everywhere')
  await save(second, { apiKey: 'sk-at-once-4567' }, 'everywhere')
  await sync()
  expect(await keyPlaces(first)).toHaveLength(2)
  const counts = await used(first)
  expect(await used(second)).toEqual(counts)
  await tidy(second.engine, second.database, systemEnv.clock.now(), noRuns)
  await sync()
  for (const device of devices) {
    expect(await keyPlaces(device)).toHaveLength(1)
    expect(await used(device)).toEqual(counts)
  }
})

it('with its provider the key goes from both, when Undo is no longer offered or an hour later', async () => {
  const [first, second] = devices
  await save(first, secret, 'everywhere')
  await sync()
  await execute(first, 'provider.delete', { providerId: id, deleted: true })
  await sync()
  const now = systemEnv.clock.now()
  const taken = async (): Promise<boolean> => {
    const view = await (await first.engine.rooms.open(first.document)).view()
    return view.ok && view.value.register(id, 'pk')?.value === null
  }
  await tidy(second.engine, second.database, now + hour / 2, noRuns)
  await sync()
  expect(await taken()).toBe(false)
  await tidy(second.engine, second.database, now + 2 * hour, noRuns)
  await sync()
  expect(await taken()).toBe(true)
  for (const device of devices) expect(await keyPlaces(device)).toHaveLength(1)
})
