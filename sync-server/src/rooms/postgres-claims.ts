/** Client ids go to the device that claims them first: one statement, since every first update of a stock client waits for it. */

import type { DeviceId } from '@weft/shared/ids.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { RoomRef } from './room-log.ts'

export const claimClientIds = async (
  db: Kysely<Tables>,
  { workspaceId, roomId }: RoomRef,
  deviceId: DeviceId,
  clientIds: readonly number[],
): Promise<ReadonlyMap<number, DeviceId>> => {
  const { rows } = await sql<{ readonly clientId: number; readonly deviceId: DeviceId }>`
    with held as (
      -- It cannot be forgotten before the end of this, and others may still append.
      select id from workspaces where id = ${workspaceId} for key share
    )
    insert into room_clients (workspace_id, room_id, client_id, device_id)
    select held.id, ${roomId}, claimed.id, ${deviceId}
    -- Sorted, so that two devices that claim the same ones do not wait in a circle.
    from held, (select distinct id from unnest(${[...clientIds]}::bigint[]) as id order by id) as claimed
    -- Changes nothing, and answers with the row that is there, also when it came after this statement began.
    on conflict (workspace_id, room_id, client_id) do update set device_id = room_clients.device_id
    returning client_id as "clientId", device_id as "deviceId"`.execute(db)
  return new Map(rows.map(row => [row.clientId, row.deviceId]))
}
