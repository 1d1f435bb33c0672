/** Every command by name with the type of its arguments: what the page may ask of the engine. */

import type * as z from 'zod/mini'
import type { threadCommandArgs } from '../features/threads/commands-args.ts'
import type { workspaceCommandArgs } from '../features/workspace/commands-args.ts'

type Schemas = typeof threadCommandArgs & typeof workspaceCommandArgs

export type CommandName = keyof Schemas
export type CommandArgs<Name extends CommandName> = z.input<Schemas[Name]>

/** `in-bulk`: one of many, each in a thread of its own. What comes meanwhile is stored with it. */
export type Pace = 'at-once' | 'in-bulk'
