/** A room log that ends its process at a given point, or lies about what is stored. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import { ok } from '@weft/shared/result.ts'
import type { Appended, RoomLog } from '../../rooms/room-log.ts'
import { type Faults, insertMilliseconds, type KillPoint } from './faults.ts'

/** Nothing of this process runs after it: no listener, no flush, no answer. */
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

export const createFaultyLog = (log: RoomLog, { kill, acknowledgesEarly = false }: Faults): RoomLog => {
  let rows = 0

  const pass = (point: KillPoint): void => {
    if (kill?.point === point && rows >= kill.afterRows) die()
  }

  const passDuring = (point: KillPoint, milliseconds: number): void => {
    if (kill?.point === point && rows >= kill.afterRows) setTimeout(die, milliseconds)
  }

  const append: RoomLog['append'] = async updates => {
    pass('received')
    passDuring('inserted', insertMilliseconds / 2)
    const appended = await log.append(updates)
    rows += updates.length
    pass('committed')
    return appended
  }

  return {
    ...log,
    append: acknowledgesEarly ? earlyAppend(append) : append,
    writeSnapshot: async (room, snapshot) => {
      passDuring('folding', 1)
      const written = await log.writeSnapshot(room, snapshot)
      pass('folded')
      return written
    },
  }
}

const earlyAppend = (append: RoomLog['append']): RoomLog['append'] => {
  const headByWorkspace = new Map<WorkspaceId, number>()
  return async updates => {
    setTimeout(() => void append(updates), 200)
    return ok(
      updates.map(({ workspaceId }): Appended => {
        const seq = (headByWorkspace.get(workspaceId) ?? 1_000_000) + 1
        headByWorkspace.set(workspaceId, seq)
        return { type: 'stored', seq, repeated: false }
      }),
    )
  }
}
