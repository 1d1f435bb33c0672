/**
 * Commands by name. Whoever calls (a button, a shortcut, a run, later a workflow) names a command and gives
 * arguments; they are parsed here, once, and the room does the rest.
 */

import type { LogicalClock } from '@weft/shared/clock.ts'
import { err, type Result, type TaggedError } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { CommandDefinition } from './feature.ts'
import type { ExecuteError } from './room.ts'
import type { Rooms } from './rooms.ts'

export interface CommandInvalid extends TaggedError<'command-invalid'> {
  readonly detail: string
}

export type CommandError = CommandInvalid | ExecuteError

/** Ties the type of a command's arguments to its schema, and then forgets it: a list holds commands of all types. */
export const defineCommand = <Args>(definition: CommandDefinition<Args>): CommandDefinition =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- arguments reach a body only through its own schema, in `execute` below
  definition as unknown as CommandDefinition

export interface Commands {
  readonly execute: (name: string, args: unknown) => Promise<Result<void, CommandError>>
}

const describe = (error: z.core.$ZodError): string =>
  error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; ')

export const createCommands = (
  definitions: readonly CommandDefinition[],
  rooms: Rooms,
  logicalClock: LogicalClock,
): Commands => {
  const byName = new Map(definitions.map(definition => [definition.name, definition]))

  return {
    execute: async (name, args) => {
      const command = byName.get(name)
      if (!command) return err({ type: 'command-invalid', detail: `no command ${name}` })
      const parsed = command.args.safeParse(args)
      if (!parsed.success) return err({ type: 'command-invalid', detail: describe(parsed.error) })
      const room = await rooms.open(command.room(parsed.data))
      // One stamp for all tries of one call, so that a retry after a conflict is the same write.
      return room.execute(command, parsed.data, logicalClock.next())
    },
  }
}
