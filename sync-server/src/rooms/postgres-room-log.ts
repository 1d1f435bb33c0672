/**
 * The room log in PostgreSQL. What changes a workspace first locks its row in `workspaces`, then touches rooms, then
 * rows; in this order everywhere, so nobody waits in a circle. A reading is one statement and so one moment.
 */

import type { DeviceId } from '@weft/shared/ids.ts'
import { type Result, tryAsync } from '@weft/shared/result.ts'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { claimClientIds } from './postgres-claims.ts'
import { toLogError } from './log-error.ts'
import { createPostgresAppend } from './postgres-append.ts'
import { deleteRoom, forgetSome } from './postgres-deletion.ts'
import { quarantineRows, writeSnapshot } from './postgres-compaction.ts'
import { readRooms } from './postgres-reading.ts'
import type { LogError, RoomLog, RoomRef } from './room-log.ts'

interface Deps {
  readonly database: Database
  /** The name of this node in hints to others; null where it is the only one. */
  readonly node: string | null
}

/** Forgetting a large workspace at once would take longer than a statement may. */
const roomsAtOnce = 200

export const createPostgresRoomLog = ({ database: { db, pool }, node }: Deps): RoomLog => {
  const reading = <T>(read: () => Promise<T>): Promise<Result<T, LogError>> =>
    tryAsync(read, cause => toLogError(cause, false))

  const writing = <T>(write: () => Promise<T>): Promise<Result<T, LogError>> =>
    tryAsync(write, cause => toLogError(cause, true))

  const ownersOf = async (
    executor: Kysely<Tables>,
    { workspaceId, roomId }: RoomRef,
    clientIds: readonly number[],
  ): Promise<ReadonlyMap<number, DeviceId>> => {
    const rows = await executor
      .selectFrom('room_clients')
      .select(['client_id', 'device_id'])
      .where('workspace_id', '=', workspaceId)
      .where('room_id', '=', roomId)
      .where('client_id', '=', ({ eb }) => eb.fn.any(eb.val([...clientIds])))
      .execute()
    return new Map(rows.map(row => [row.client_id, row.device_id]))
  }

  return {
    createWorkspace: workspaceId =>
      writing(async () => {
        await db
          .insertInto('workspaces')
          .values({ id: workspaceId })
          .onConflict(conflict => conflict.doNothing())
          .execute()
      }),

    append: createPostgresAppend(pool, node),

    heads: workspaceIds =>
      reading(async () => {
        const rows = await db
          .selectFrom('workspaces')
          .select(['id', 'head_seq', 'bytes_used'])
          .where('id', '=', ({ eb }) => eb.fn.any(eb.val([...workspaceIds])))
          .execute()
        return new Map(rows.map(row => [row.id, { headSeq: row.head_seq, bytesUsed: row.bytes_used }]))
      }),

    changedRooms: (workspaceId, after, received) =>
      reading(async () => {
        // One statement: the list and the number up to which it is complete are of one moment.
        const rows = await db
          .selectFrom('workspaces')
          .leftJoin('rooms', join =>
            join
              .onRef('rooms.workspace_id', '=', 'workspaces.id')
              .on('rooms.head_seq', '>', after)
              .on(expression =>
                received === undefined
                  ? sql<boolean>`true`
                  : expression.or([
                      expression('rooms.head_seq', '<', received.from),
                      expression('rooms.head_seq', '>', received.to),
                    ]),
              ),
          )
          .select(({ eb }) => [
            'workspaces.head_seq as until',
            'rooms.room_id as roomId',
            'rooms.head_seq as headSeq',
            eb('rooms.deleted_at', 'is not', null).as('deleted'),
            sql<number>`rooms.log_bytes + rooms.snapshot_bytes`.as('bytes'),
          ])
          .where('workspaces.id', '=', workspaceId)
          .orderBy('rooms.head_seq', 'desc')
          .execute()
        const rooms = rows.flatMap(({ roomId, headSeq, deleted, bytes }) =>
          roomId === null || headSeq === null ? [] : [{ roomId, headSeq, deleted: Boolean(deleted), bytes }],
        )
        return { until: rows[0]?.until ?? after, rooms }
      }),

    readRooms: (workspaceId, roomIds, after) => reading(() => readRooms(db, workspaceId, roomIds, after)),

    claimClientIds: (room, deviceId, clientIds) =>
      writing(() => claimClientIds(db, room, deviceId, clientIds)),

    clientIdOwners: (room, clientIds) => reading(() => ownersOf(db, room, clientIds)),

    quarantine: (room, seqs) =>
      writing(() =>
        db.transaction().execute(async transaction => {
          if (!(await lockWorkspace(transaction, room))) return 0
          return quarantineRows(transaction, room, seqs)
        }),
      ),

    roomsToCompact: limit =>
      reading(() =>
        db
          .selectFrom('rooms')
          .select([
            'workspace_id as workspaceId',
            'room_id as roomId',
            'head_seq as headSeq',
            'log_rows as rows',
          ])
          // Not as a parameter: the index is only of these rows.
          .where(sql<boolean>`compaction_due`)
          .orderBy('workspace_id')
          .orderBy('room_id')
          .limit(limit)
          .execute(),
      ),

    writeSnapshot: (room, snapshot) =>
      writing(() =>
        db.transaction().execute(async transaction => {
          if (!(await lockWorkspace(transaction, room))) return 'overtaken'
          return writeSnapshot(transaction, room, snapshot)
        }),
      ),

    deleteRoom: room =>
      writing(() =>
        db.transaction().execute(async transaction => {
          if (!(await lockWorkspace(transaction, room))) return undefined
          return deleteRoom(transaction, room, node)
        }),
      ),

    forgetWorkspace: workspaceId =>
      writing(async () => {
        for (;;) {
          const gone = await db
            .transaction()
            .execute(transaction => forgetSome(transaction, workspaceId, roomsAtOnce))
          if (gone) return
        }
      }),
  }
}

const workspaceRow = (transaction: Transaction<Tables>, { workspaceId }: Pick<RoomRef, 'workspaceId'>) =>
  transaction.selectFrom('workspaces').select('id').where('id', '=', workspaceId)

/** Whether there is one. From here to the end of the transaction its numbers, rooms and rows are ours alone. */
const lockWorkspace = async (
  transaction: Transaction<Tables>,
  of: Pick<RoomRef, 'workspaceId'>,
): Promise<boolean> => (await workspaceRow(transaction, of).forNoKeyUpdate().executeTakeFirst()) !== undefined
