/** A browser profile with an engine's account in it, and a real account server to ask; what it sends can be read. */

import 'fake-indexeddb/auto'
import { cheapKdf, valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { type Env, systemRandom } from '@weft/shared/env.ts'
import { createId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { AccountServer } from '@weft/sync-server/testing/account-server.ts'
import { onTestFinished } from 'vitest'
import { createDatabase, type Database } from '../../../core/database.ts'
import { createDexieConnection } from '../../../core/dexie-connection.ts'
import { createKeyring, type Keyring, workspaceKeyPrefix } from '../../../core/keyring.ts'
import { featureTables } from '../../tables.ts'
import type { AccountCalls } from '../account-calls.ts'
import { type Account, createAccount } from '../engine/account.ts'
import { type AskServer, createAccountApi } from '../engine/account-api.ts'
import { type AccountStore, createAccountStore } from '../engine/account-store.ts'

export interface SentRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** Changes an answer on its way, as a server that lies would; what it gives is sent on. */
export type Tamper = (path: string, answer: unknown) => unknown

export interface TestDevice extends Account {
  readonly database: Database
  readonly store: AccountStore
  readonly keyring: Keyring
  /** The workspace that this device had before anybody signed in. */
  readonly workspaceId: WorkspaceId
  readonly workspaces: () => readonly WorkspaceId[]
  readonly sent: () => readonly SentRequest[]
  readonly tamper: (tamper: Tamper | null) => void
  readonly goOffline: (offline: boolean) => void
}

let devices = 0

export const createTestDevice = async (server: AccountServer): Promise<TestDevice> => {
  devices += 1
  const env: Env = { clock: server.clock, random: systemRandom }
  const database = createDatabase(featureTables, `account-${devices}`)
  onTestFinished(() => database.close())
  const connection = createDexieConnection(database, env)
  const keyring = createKeyring(connection, env)
  const store = createAccountStore(connection, database)
  const workspaceId = createId(env.random, 'wsp')
  await keyring.openWorkspace(workspaceId)
  const list = [workspaceId]
  const sent: SentRequest[] = []
  let tamper: Tamper | null = null
  let offline = false
  const browser = browserFetch(server.port)
  const fetch: AskServer = async (path, init) => {
    if (offline) throw new TypeError('Failed to fetch')
    sent.push({ method: init.method ?? 'GET', path, body: typeof init.body === 'string' ? init.body : '' })
    const response = await browser(path, init)
    if (tamper === null || !response.ok) return response
    return Response.json(tamper(path, await response.json()))
  }
  const account = createAccount({
    api: createAccountApi({ fetch, clock: env.clock }),
    store,
    keyring,
    workspaces: {
      list: async () => ok([...list]),
      attachWorkspaces: async () => {
        const keys = await database.keys.where('id').startsWith(workspaceKeyPrefix).primaryKeys()
        const stored = keys.map(id => WorkspaceId.parse(id.slice(workspaceKeyPrefix.length)))
        list.push(...stored.filter(id => !list.includes(id)))
        return ok(undefined)
      },
    },
    kdf: cheapKdf(env.random),
    env,
    origin: 'https://weft.example',
    exclusive: action => action(),
  })
  return {
    ...account,
    database,
    store,
    keyring,
    workspaceId,
    workspaces: () => list,
    sent: () => sent,
    tamper: next => {
      tamper = next
    },
    goOffline: next => {
      offline = next
    },
  }
}

/** Keeps a cookie and sends it, like a browser on a page of this server. */
const browserFetch = (port: number): AskServer => {
  const origin = `http://localhost:${port}`
  let cookie = ''
  return async (path, { method, body, signal }) => {
    const response = await fetch(`${origin}${path}`, {
      ...(method === undefined ? {} : { method }),
      body: body ?? null,
      signal: signal ?? null,
      headers: { Origin: origin, Cookie: cookie, 'Content-Type': 'application/json' },
    })
    for (const set of response.headers.getSetCookie())
      cookie = /Expires=Thu, 01 Jan 1970/.test(set) ? '' : (set.split(';', 1)[0] ?? '')
    return response
  }
}

export const password = 'violet umbrella 1887'

export const person = (name: string) => ({
  email: `${name}@example.org`,
  password,
  deviceName: `${name}'s device`,
})

/** The raw key of a workspace on a device. */
export const keyOf = async ({ keyring }: TestDevice, id: WorkspaceId): Promise<string> => {
  const lent = await keyring.lendWorkspaceKey(id, async key => Buffer.from(key).toString('hex'))
  return lent.ok ? lent.value : lent.error.type
}

export const typeOf = async (done: Promise<Result<unknown, { readonly type: string }>>): Promise<string> => {
  const result = await done
  return result.ok ? 'done' : result.error.type
}

/** Sets a phrase; gives its words. */
export const setPhrase = async ({ beginPhrase, confirmPhrase }: AccountCalls): Promise<readonly string[]> => {
  const { words, asked } = valueOf(await beginPhrase())
  valueOf(await confirmPhrase(asked.map(position => words[position - 1] ?? '')))
  return words
}
