/** Accounts with devices, made in the database, and a device's way in: a session's cookie, a ticket for each socket. */

import * as z from 'zod'
import { createPostgresRoomLog } from '../../../sync-server/src/rooms/postgres-room-log.ts'
import {
  createOwnedWorkspace,
  type OwnedWorkspace,
} from '../../../sync-server/src/testing/owned-workspace.ts'
import type { BenchPostgres } from './bench-postgres.ts'

export type { OwnedWorkspace } from '../../../sync-server/src/testing/owned-workspace.ts'

/** What a page of this server says it is. */
const headersOf = (port: number, cookie: string) => ({
  Cookie: cookie,
  Origin: `http://localhost:${port}`,
  'Content-Type': 'application/json',
})

export const createAccount = ({ database }: Pick<BenchPostgres, 'database'>): Promise<OwnedWorkspace> =>
  createOwnedWorkspace(database, createPostgresRoomLog({ database, node: null }))

const IssuedTicket = z.object({ ticket: z.string() })

export const askTicket = async (port: number, cookie: string): Promise<string> => {
  const response = await fetch(`http://localhost:${port}/api/v1/socket-tickets`, {
    method: 'POST',
    headers: headersOf(port, cookie),
    body: '{}',
  })
  if (!response.ok) throw new Error(`no ticket: ${response.status} ${await response.text()}`)
  return IssuedTicket.parse(await response.json()).ticket
}
