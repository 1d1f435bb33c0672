/** One command that a page asks for: in the workspace that it is about, and with what belongs to it beside its room. */

import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { Database } from '../core/database.ts'
import type { DexieConnection } from '../core/dexie-connection.ts'
import type { Runs } from '../features/runs/runs.ts'
import type { Attachments } from './attachments.ts'
import type { CommandArgs, CommandName, Pace } from './command-map.ts'
import type { EngineParts, RoomsAndCommands } from './engine-parts.ts'
import { forgetDeviceRows } from './housekeeping.ts'
import { inOwnWorkspace } from './in-own-workspace.ts'

/** Threads that are open at a time, and stored in one transaction: of each it is one row. */
const mostTogether = 32

/** What is done to many threads is stored beside what is done to one, and is on the disk when it is said to be done. */
export const besideForMany = (
  { beside, connection, isDeleted }: EngineParts,
  quiet: DexieConnection,
): RoomsAndCommands => beside(isDeleted, { quick: connection, quiet }, mostTogether)

export interface ExecuteDeps extends Pick<EngineParts, 'commands' | 'workspaces'> {
  readonly database: Database
  readonly attachments: Pick<Attachments, 'named'>
  readonly runs: Runs
  /** For what is done to many threads. */
  readonly many: RoomsAndCommands
}

export const executeCommand = async <Name extends CommandName>(
  { attachments, commands, database, many, runs, workspaces }: ExecuteDeps,
  name: Name,
  args: CommandArgs<Name>,
  pace: Pace,
): Promise<Result<void, TaggedError>> => {
  const own = await inOwnWorkspace(name, args, database, workspaces.identity())
  const executed = await (pace === 'in-bulk' ? many.commands : commands).execute(name, own)
  if (executed.ok && 'forgottenAt' in args) await forgetDeviceRows(database, runs, args.threadId)
  if (executed.ok && 'parts' in args) await attachments.named(own.workspaceId, args.parts)
  return executed
}
