/** What the operations of accounts may use. Made once by `account-routes.ts`, by hand in tests. */

import type { Env } from '@weft/shared/env.ts'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { AttemptLimits } from '../limits/attempt-limits.ts'
import type { RoomLog } from '../rooms/room-log.ts'
import type { AccessEvents } from '../sessions/access-events.ts'
import type { Tickets } from '../sessions/tickets.ts'
import type { ProofVerifier } from './proof-verifier.ts'
import type { Registration } from './registration.ts'
import type { Arrivals } from '../pairing/arrivals.ts'
import { createDefinitions } from '../api/operation.ts'

export interface AccountContext {
  readonly db: Kysely<Tables>
  readonly env: Env
  /** Workspaces begin and end with accounts; what is in them is none of theirs. */
  readonly roomLog: Pick<RoomLog, 'createWorkspace' | 'forgetWorkspace'>
  readonly limits: AttemptLimits
  readonly proofs: ProofVerifier
  readonly tickets: Tickets
  readonly events: AccessEvents
  readonly arrivals: Arrivals
  readonly registration: Registration
  readonly serverSecret: Uint8Array
  /** Aborts when the server shall stop: whoever waits is answered. */
  readonly shutdown: AbortSignal
}

export const { publicOperation, signedOperation } = createDefinitions<AccountContext>()
