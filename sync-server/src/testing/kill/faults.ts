/** What a server process of the kill tests does to itself, told by the test that starts it. */

import * as z from 'zod'

export const killPoints = [
  /** Pushes were taken and judged; nothing of them has gone to the database. */
  'received',
  /** The rows are inserted, and their transaction still runs. */
  'inserted',
  /** COMMIT has returned; nobody was told. */
  'committed',
  /** A snapshot is being written in the place of its rows. */
  'folding',
  /** The snapshot is committed. */
  'folded',
] as const

export type KillPoint = (typeof killPoints)[number]

export const Faults = z.strictObject({
  /** Ends itself, as by kill -9, when it passes here after so many rows. */
  kill: z.optional(z.strictObject({ point: z.enum(killPoints), afterRows: z.int() })),
  /** A server as it must not be: it acknowledges first and commits later. */
  acknowledgesEarly: z.optional(z.boolean()),
})
export type Faults = z.infer<typeof Faults>

export const faultsVariable = 'WEFT_TEST_FAULTS'

/** How long the trigger that the tests add keeps each insert open. */
export const insertMilliseconds = 12
