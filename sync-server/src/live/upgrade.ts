/**
 * Who may open a socket, and how it will speak. Only pages of this server may: a browser says in `Origin` which page
 * asks, and no page can make it say something else; programs say the server's own address. Nothing else is asked here:
 * who somebody is is in the ticket, which comes as the first message, or beside the protocol's name for stock clients.
 */

import type { IncomingMessage } from 'node:http'
import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { maxTicketBytes } from '@weft/shared/protocol/limits.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { isLoopback } from '../api/loopback.ts'
import type { UpgradeClaims } from '../http/upgrade-claims.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import { createOneRoom, type Dialect, manyRooms } from './dialect.ts'

/** The status that is answered instead of an upgrade. */
export type UpgradeRefusal = 400 | 403 | 404

export const readUpgrade = (
  request: IncomingMessage,
  { secure, host, origin }: UpgradeClaims,
): Result<Dialect, UpgradeRefusal> => {
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  const room = readRoomPath(path)
  if (path !== '/socket' && room === null) return err(404)
  if (host === undefined || origin !== `${secure ? 'https' : 'http'}://${host}`) return err(403)
  // A ticket that travels in the open is everybody's.
  if (!secure && !isLoopback(host)) return err(403)
  if (room === null) return ok(manyRooms)
  const protocols = readProtocols(request.headers['sec-websocket-protocol'])
  return protocols === null ? err(400) : ok(createOneRoom(protocols.version, protocols.ticket, room))
}

/** `/rooms/<workspace>.<room>` (M12). */
const readRoomPath = (path: string): RoomRef | null => {
  const [, workspace, room] = /^\/rooms\/([a-z2-7_]+)\.([a-z2-7_]+)$/.exec(path) ?? []
  const workspaceId = WorkspaceId.safeParse(workspace)
  const roomId = RoomId.safeParse(room)
  return workspaceId.success && roomId.success ? { workspaceId: workspaceId.data, roomId: roomId.data } : null
}

const protocolName = /^weft\.v(\d{1,6})$/

const readProtocols = (
  header: string | undefined,
): { readonly version: number; readonly ticket: string } | null => {
  const offered = (header ?? '').split(',').map(text => text.trim())
  const version = offered.map(text => protocolName.exec(text)?.[1]).find(text => text !== undefined)
  const ticket = offered.find(text => text.startsWith('t.'))?.slice(2)
  if (version === undefined || ticket === undefined || ticket.length > maxTicketBytes) return null
  return { version: Number(version), ticket }
}

/** Of what a client offers, the name of the protocol is echoed, never the ticket. */
export const chooseProtocol = (offered: ReadonlySet<string>): string | false =>
  [...offered].find(name => protocolName.test(name)) ?? false
