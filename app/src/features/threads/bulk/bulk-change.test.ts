import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { threadCommandArgs } from '../commands-args.ts'
import { workspaceCommandArgs } from '../../workspace/commands-args.ts'
import { type BulkChange, type BulkCommand, type ChosenThread, commandOf, undoOf } from './bulk-change.ts'

const random = testRandom(7)
const home = { workspaceId: createId(random, 'wsp'), roomId: createId(random, 'wdc') }
const folders = [createId(random, 'fld'), createId(random, 'fld')]

interface State {
  readonly archived: boolean
  readonly folderId: unknown
  readonly trashedAt: number | null
  readonly gone: boolean
}

/** What the registers of a thread say after a command, by the commands' own schemas. */
const after = (state: State, { name, args }: BulkCommand): State => {
  switch (name) {
    case 'thread.archive':
      return { ...state, archived: threadCommandArgs[name].parse(args).archived }
    case 'thread.move':
      return { ...state, folderId: threadCommandArgs[name].parse(args).folderId }
    case 'thread.trash':
      return { ...state, trashedAt: threadCommandArgs[name].parse(args).trashedAt }
    case 'thread.forget':
      return { ...state, gone: workspaceCommandArgs[name].parse(args).threadId.startsWith('thr_') }
  }
}

const threads: fc.Arbitrary<ChosenThread> = fc.record({
  workspaceId: fc.constant(home.workspaceId),
  threadId: fc.constant(createId(random, 'thr')),
  folderId: fc.constantFrom(null, ...folders),
  trashedAt: fc.constantFrom(null, 5, 6),
})

/** A change that a list offers for a thread that lies there. */
const offers = (thread: ChosenThread): readonly (readonly [BulkChange, archived: boolean])[] =>
  thread.trashedAt === null
    ? [
        [{ type: 'archive' }, false],
        [{ type: 'unarchive' }, true],
        [{ type: 'move', folderId: folders[0] ?? null, folderName: 'A' }, false],
        [{ type: 'move', folderId: null, folderName: 'None' }, true],
        [{ type: 'trash', at: 9 }, false],
      ]
    : [[{ type: 'put-back' }, false]]

describe('an act on many threads', () => {
  test('taken back, each thread stands as it did', () => {
    fc.assert(
      fc.property(threads, fc.nat(4), (thread, which) => {
        const all = offers(thread)
        const [change, archived] = all[which % all.length] ?? [{ type: 'archive' }, false]
        const before: State = {
          archived,
          folderId: thread.folderId,
          trashedAt: thread.trashedAt,
          gone: false,
        }
        const changed = after(before, commandOf(change, thread, home))
        const back = undoOf(change, thread)
        if (back === undefined) throw new Error(`${change.type} cannot be taken back`)
        expect(after(changed, back)).toEqual(before)
        if (change.type !== 'move') expect(changed).not.toEqual(before)
      }),
    )
  })

  test('for good is written into the workspace, and has no way back', () => {
    fc.assert(
      fc.property(threads, thread => {
        const change: BulkChange = { type: 'forget', at: 3 }
        const command = commandOf(change, thread, home)
        expect(command.args).toMatchObject({ ...home, threadId: thread.threadId, forgottenAt: 3 })
        expect(undoOf(change, thread)).toBeUndefined()
      }),
    )
  })
})
