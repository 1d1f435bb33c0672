/**
 * The workspaces that this engine has open: those of this device, and those of its account. One that arrives from the
 * account comes in two steps: its key first, so that what sync brings can be opened; then, when its document has come
 * and says so under that key, it takes its place in the list. A server that names a document can lie; a sealed header
 * cannot.
 *
 * Engines of other tabs are told, and read the list again.
 */

import { must } from '@weft/shared/assert.ts'
import type { Sealer } from '@weft/shared/crypto/sealer.ts'
import type { Env } from '@weft/shared/env.ts'
import { WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import { type KeyError, type Keyring, workspaceKeyPrefix } from '../core/keyring.ts'
import type { RoomRef } from '../core/room-ref.ts'
import type { StorageError } from '../core/store.ts'
import { adoptWorkspace, type Identity, readIdentity } from './identity.ts'

type OpenError = StorageError | KeyError

export interface Workspaces {
  /** As of now: home changes when a device joins an account. Workspaces whose key does not open are left out. */
  readonly identity: () => Identity
  readonly sealerOf: (workspaceId: WorkspaceId) => Sealer
  readonly isOpen: (workspaceId: WorkspaceId) => boolean
  /** Keys are here, the documents have not come yet. */
  readonly arriving: () => readonly WorkspaceId[]
  /** Opens what the keyring has by now. `home`: the workspace that settings and new things belong to. */
  readonly attach: (home: WorkspaceId | undefined) => Promise<Result<void, OpenError>>
  /** The document of an arriving workspace is here, and its header opens. */
  readonly adopt: (document: RoomRef) => Promise<Result<void, OpenError>>
  /** Called when the list has changed, here or in another tab; the returned function ends it. */
  readonly subscribe: (listener: () => void) => () => void
}

interface Deps {
  readonly connection: DexieConnection
  readonly keyring: Pick<Keyring, 'openWorkspace' | 'openStored'>
  readonly env: Env
  /** Between the engines of all tabs. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
}

export const workspacesChannel = 'weft-workspaces'

const homeName = 'home'

export const openWorkspaces = async ({
  connection,
  keyring,
  env,
  channel,
}: Deps): Promise<Result<Workspaces, OpenError>> => {
  const sealers = new Map<WorkspaceId, Sealer>()
  const listeners = new Set<() => void>()
  let arriving: readonly WorkspaceId[] = []

  const first = await readIdentity(connection, env)
  if (!first.ok) return first
  let identity = first.value

  // Home must open. Another that does not is left closed, and its threads can be read from their rows.
  const home = await keyring.openWorkspace(identity.workspaceId)
  if (!home.ok) return home
  sealers.set(identity.workspaceId, home.value)

  const openKeys = async (): Promise<Result<void, OpenError>> => {
    const ids = await connection.run(database =>
      database.keys.where('id').startsWith(workspaceKeyPrefix).primaryKeys(),
    )
    if (!ids.ok) return ids
    const stored = ids.value.flatMap(id => {
      const workspaceId = WorkspaceId.safeParse(id.slice(workspaceKeyPrefix.length))
      return workspaceId.success ? [workspaceId.data] : []
    })
    for (const workspaceId of stored) {
      if (sealers.has(workspaceId)) continue
      const sealer = await keyring.openStored(workspaceId)
      if (sealer.ok) sealers.set(workspaceId, sealer.value)
      else if (sealer.error.type !== 'key-unopenable') return sealer
    }
    const known = new Set(identity.workspaces.map(each => each.workspaceId))
    arriving = stored.filter(workspaceId => sealers.has(workspaceId) && !known.has(workspaceId))
    return ok(undefined)
  }

  const read = async (): Promise<Result<void, OpenError>> => {
    const stored = await readIdentity(connection, env)
    if (!stored.ok) return stored
    identity = stored.value
    return openKeys()
  }

  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const changed = (): void => {
    channel.postMessage('changed')
    tell()
  }

  /** Where a workspace goes that joins the list. */
  const placeOf = async (workspaceId: WorkspaceId): Promise<Result<'home' | 'beside', StorageError>> => {
    const row = await connection.run(database => database.device.get(homeName))
    if (!row.ok) return row
    return ok(row.value?.value === workspaceId ? 'home' : 'beside')
  }

  const adopt = async (document: RoomRef): Promise<Result<void, OpenError>> => {
    const place = await placeOf(document.workspaceId)
    if (!place.ok) return place
    const adopted = await adoptWorkspace(connection, env, document, place.value)
    if (!adopted.ok) return adopted
    const reread = await read()
    changed()
    return reread
  }

  channel.addEventListener('message', () => void read().then(tell))
  // Whatever another tab has changed since the identity was read, before anybody listened.
  const opened = await read()
  if (!opened.ok) return opened

  return ok({
    identity: () => ({
      ...identity,
      workspaces: identity.workspaces.filter(each => sealers.has(each.workspaceId)),
    }),
    sealerOf: workspaceId => must(sealers.get(workspaceId), 'the key of an open workspace'),
    isOpen: workspaceId => sealers.has(workspaceId),
    arriving: () => arriving,
    attach: async wanted => {
      if (wanted !== undefined) {
        const kept = await connection.run(database => database.device.put({ name: homeName, value: wanted }))
        if (!kept.ok) return kept
      }
      const before = sealers.size
      const reread = await read()
      if (!reread.ok) return reread
      const known = identity.workspaces.find(each => each.workspaceId === wanted)
      if (known && known.workspaceId !== identity.workspaceId) return adopt(known)
      if (sealers.size > before) changed()
      return ok(undefined)
    },
    adopt,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}
