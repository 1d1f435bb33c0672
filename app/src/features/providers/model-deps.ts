/** What every dialect is made from. */

import type { Random } from '@weft/shared/env.ts'
import type { Concessions } from './concessions.ts'
import type { CallDeps } from './open-call.ts'

export interface ModelDeps extends CallDeps {
  readonly random: Random
  readonly concessions: Concessions
}
