/** What is broken on purpose, on a device or on the server, and that the simulated world notices. */

import { must } from '@weft/shared/assert.ts'
import { stepJoin } from '@weft/shared/protocol/join.ts'
import { ok } from '@weft/shared/result.ts'
import type { RoomLog } from '@weft/sync-server/rooms/room-log.ts'
import { describe, expect, it } from 'vitest'
import type { Store } from '../store.ts'
import { worldSteps } from './testing/world-seeds.ts'
import { runSyncWorld, type Sabotage } from './testing/sync-world.ts'

/** Does one of the first `count` worlds notice, by a law whose words are these? */
const noticedWithin = async (count: number, sabotage: Sabotage, law = ''): Promise<boolean> => {
  for (let seed = 0; seed < count; seed += 1) {
    const { broken } = await runSyncWorld({ seed, steps: worldSteps, restores: false, threads: 0, sabotage })
    if (broken.some(text => text.includes(law))) return true
  }
  return false
}

/** Updates leave before the first SyncStep2, and an ack counts for every row that was there when its frame left. */
const naiveStep: typeof stepJoin = (state, event) => {
  if (event.type !== 'frame-ready' || event.kind !== 'update' || state.stay === null)
    return stepJoin(state, event)
  return stepJoin({ ...state, stay: { ...state.stay, updating: true } }, { ...event, rows: state.waiting })
}

/** Updates leave before the first SyncStep2, and answer for nothing. */
const hastyStep: typeof stepJoin = (state, event) => {
  const { stay } = state
  const isEarly = stay?.opened && !stay.updating && event.type === 'frame-ready' && event.kind === 'update'
  if (!isEarly || !event.rows.some(row => state.waiting.includes(row))) return stepJoin(state, event)
  const seq = stay.lastSeq + 1
  return [{ ...state, stay: { ...stay, lastSeq: seq } }, [{ type: 'send', joinId: stay.joinId, seq }]]
}

/** Whatever number comes in a live frame is taken for everything up to it. */
const leapingCursor = (store: Store): Store => ({
  ...store,
  commit: async commit => {
    const { cursor } = commit
    if (cursor?.type !== 'step') return store.commit(commit)
    return store.commit({ ...commit, cursor: { ...cursor, type: 'page', done: [], syncedAt: null } })
  },
})

/** The server answers before its database has committed. */
const hastyLog = (log: RoomLog): RoomLog => {
  let number = 0
  return {
    ...log,
    append: async updates => {
      void log.append(updates)
      return ok(
        updates.map(() => {
          number += 1
          return { type: 'stored', seq: number, repeated: false }
        }),
      )
    },
  }
}

/** Reading on finds one room fewer than there are, and says that it was all. */
const forgetfulLog = (log: RoomLog): RoomLog => ({
  ...log,
  changedRooms: async (...args) => {
    const changed = await log.changedRooms(...args)
    return changed.ok ? ok({ ...changed.value, rooms: changed.value.rooms.slice(1) }) : changed
  },
})

/** Whoever reads a room from its beginning gets it without its last row. */
const lossyLog = (log: RoomLog): RoomLog => ({
  ...log,
  readRooms: async (workspaceId, roomIds, after) => {
    const contents = await log.readRooms(workspaceId, roomIds, after)
    if (!contents.ok || after > 0) return contents
    return ok(contents.value.map(content => ({ ...content, rows: content.rows.slice(0, -1) })))
  },
})

describe('the simulated world notices', () => {
  it.each([
    {
      server: 'acknowledges before the commit',
      log: hastyLog,
      law: 'is acknowledged and the server does not hold it',
    },
    { server: 'leaves a changed room out', log: forgetfulLog, law: 'is not here' },
    { server: 'reads a room without its last row', log: lossyLog, law: 'is not here' },
  ])(
    'a server that $server',
    async ({ log, law }) => {
      expect(await noticedWithin(40, { log }, law)).toBe(true)
    },
    60_000,
  )

  it('J2: an ack that counts before the first SyncStep2', async () => {
    expect(await noticedWithin(60, { step: naiveStep }, 'is acknowledged')).toBe(true)
  }, 120_000)

  it('J2: an update that leaves before it', async () => {
    // It takes another tab's row and a socket that breaks at the right moment: few seeds have both.
    const options = { seed: 203, steps: worldSteps, restores: false, sabotage: { step: hastyStep } }
    expect((await runSyncWorld(options)).broken.join(' ')).toContain('is seen before')
  })

  it('J9: a cursor that live frames move by more than one', async () => {
    expect(await noticedWithin(40, { store: leapingCursor })).toBe(true)
  }, 120_000)

  it('a gate that lets frames go before their commit', async () => {
    const leakingFollow: Sabotage['follow'] = rooms => (ref, follower) =>
      rooms.follow(ref, {
        ...follower,
        loaded: basis => {
          follower.loaded(basis)
          let row = must(basis.waiting.at(-1) ?? 0, 'a row') + 1_000
          basis.doc.on('update', (bytes: Uint8Array) => {
            row += 1
            follower.rowsApplied([{ number: row, waiting: true, bytes }])
          })
        },
      })
    expect(await noticedWithin(40, { follow: leakingFollow })).toBe(true)
  }, 120_000)
})
