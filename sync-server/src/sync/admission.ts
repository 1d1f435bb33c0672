/** How many exchanges run at once, of everybody and of one session. Nobody waits: a device comes back by itself. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { SessionId } from '../db/account-tables.ts'
import type { SyncLimits } from './sync-limits.ts'

export interface Admission {
  /** The function that leaves again. */
  readonly enter: (sessionId: SessionId) => Result<() => void, 'server-busy' | 'too-many-syncs'>
}

export const createAdmission = ({
  atOnce,
  perSession,
}: Pick<SyncLimits, 'atOnce' | 'perSession'>): Admission => {
  const countBySession = new Map<SessionId, number>()
  let running = 0

  return {
    enter: sessionId => {
      const own = countBySession.get(sessionId) ?? 0
      if (own >= perSession) return err('too-many-syncs')
      if (running >= atOnce) return err('server-busy')
      running += 1
      countBySession.set(sessionId, own + 1)
      return ok(() => {
        running -= 1
        const left = (countBySession.get(sessionId) ?? 1) - 1
        if (left === 0) countBySession.delete(sessionId)
        else countBySession.set(sessionId, left)
      })
    },
  }
}
