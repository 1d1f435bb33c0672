/** The features of this Weft, one line each: what the engine runs and what rows it makes. */

import type { Feature } from '../core/feature.ts'
import { threadCommands } from '../features/threads/commands.ts'
import { threadRowMaker } from '../features/threads/rows.ts'
import { workspaceCommands } from '../features/workspace/commands.ts'
import { workspaceRowMaker } from '../features/workspace/rows.ts'

export const features: readonly Feature[] = [
  { commands: workspaceCommands, rowMaker: workspaceRowMaker },
  { commands: threadCommands, rowMaker: threadRowMaker },
]
