/**
 * The account of an engine, loaded when somebody first asks for it: most people never sign in, and nobody needs it for
 * the first screen.
 */

import { ok } from '@weft/shared/result.ts'
import { createKeyring } from '../core/keyring.ts'
import type { Account } from '../features/account/engine/account.ts'
import type { AskServer } from '../features/account/engine/account-api.ts'
import { remakeDocuments } from './adopt-arrived.ts'
import type { EngineDeps, EngineParts } from './engine-parts.ts'
import { loadOnce } from '@weft/shared/load-once.ts'
import type { Workspaces } from './workspaces.ts'

/** What reaches the server that this page came from, and the other tabs. */
export interface ServerLink {
  readonly fetch: AskServer
  readonly origin: string
  /** Runs one at a time, in all tabs of this browser. */
  readonly exclusive: <T>(action: () => Promise<T>) => Promise<T>
}

interface Deps
  extends Pick<EngineDeps, 'database' | 'connection' | 'env'>,
    Pick<EngineParts, 'rooms' | 'workspaces'> {
  readonly server: ServerLink
}

/** The same account at every call. */
export const createAccountHost = ({
  database,
  connection,
  env,
  rooms,
  workspaces,
  server,
}: Deps): (() => Promise<Account>) => {
  const attachWorkspaces: Workspaces['attach'] = async home => {
    const before = workspaces.identity().workspaceId
    const attached = await workspaces.attach(home)
    if (workspaces.identity().workspaceId !== before) await remakeDocuments({ rooms, workspaces })
    return attached
  }

  const load = async (): Promise<Account> => {
    const [{ createAccount }, { createAccountApi }, { createAccountStore }] = await Promise.all([
      import('../features/account/engine/account.ts'),
      import('../features/account/engine/account-api.ts'),
      import('../features/account/engine/account-store.ts'),
    ])
    return createAccount({
      api: createAccountApi({ fetch: server.fetch, clock: env.clock }),
      store: createAccountStore(connection, database),
      keyring: createKeyring(connection, env),
      workspaces: {
        list: async () => ok(workspaces.identity().workspaces.map(({ workspaceId }) => workspaceId)),
        attachWorkspaces,
      },
      kdf: { random: env.random },
      env,
      origin: server.origin,
      exclusive: server.exclusive,
    })
  }

  return loadOnce(load)
}
