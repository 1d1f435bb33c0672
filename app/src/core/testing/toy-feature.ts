/** The smallest feature that has everything: write-once notes, a register, and a row that sums them up. */

import { ok } from '@weft/shared/result.ts'
import { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import * as z from 'zod/mini'
import { defineCommand } from '../commands.ts'
import type { RowMaker, Write } from '../feature.ts'
import type { RoomView } from '../room-view.ts'
import type { RowWrite } from '../store.ts'
import { keyToText } from '../memory-store.ts'

const kind = 'toy'
const subject = 't'
const field = 'ti'

const place = { workspaceId: WorkspaceId, roomId: RoomId }
const roomOf = (args: { workspaceId: z.infer<typeof WorkspaceId>; roomId: z.infer<typeof RoomId> }) => ({
  workspaceId: args.workspaceId,
  roomId: args.roomId,
})

export const toyCommands = [
  defineCommand({
    name: 'note.add',
    args: z.object({ ...place, id: z.string(), text: z.string() }),
    roomKind: kind,
    room: roomOf,
    founds: true,
    body: (view, args, stamp) =>
      ok(
        view.records.has(args.id) ? [] : [{ type: 'record', key: args.id, body: { text: args.text, stamp } }],
      ),
  }),
  defineCommand({
    name: 'note.title',
    args: z.object({ ...place, title: z.string() }),
    roomKind: kind,
    room: roomOf,
    founds: true,
    body: (_view, args): { ok: true; value: readonly Write[] } =>
      ok([{ type: 'register', subject, field, value: args.title }]),
  }),
]

const sumRow = (view: RoomView): object => {
  const title = view.register(subject, field)
  return { title: title?.value ?? null, rev: title?.rev ?? 0, count: view.records.size }
}

export const toyRowMaker: RowMaker = {
  roomKind: kind,
  version: 1,
  tables: ['notes'],
  rows: (view, room, changed) => {
    const ref = { workspaceId: room.workspaceId, roomId: room.roomId }
    const notes = [...view.records].flatMap(([id, opened]): RowWrite[] =>
      opened.state === 'opened' && (changed === 'all' || changed.has(`m:${id}`))
        ? [{ type: 'put', table: 'notes', row: { ...ref, id, body: opened.record.body } }]
        : [],
    )
    return [{ type: 'put', table: 'notes', row: { ...ref, id: 'sum', ...sumRow(view) } }, ...notes]
  },
}

export const toyKeyOfRow = (_table: string, row: object): string =>
  'workspaceId' in row && 'roomId' in row && 'id' in row
    ? keyToText([String(row.workspaceId), String(row.roomId), String(row.id)])
    : ''

export const toyTables = { notes: '[workspaceId+roomId+id], [workspaceId+roomId]' }
