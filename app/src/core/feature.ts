/**
 * What a feature gives the engine: commands that change rooms of one kind, and rows made from them. The
 * engine knows rooms, commands and rows; what a thread or a folder is, only the feature knows.
 */

import type { Stamp } from '@weft/shared/clock.ts'
import type { Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { RoomHeader } from './room-doc.ts'
import type { RoomRef } from './room-ref.ts'
import type { RoomView } from './room-view.ts'
import type { RowWrite } from './store.ts'

/** What a command wants written. It never touches a document: the engine seals and applies these. */
export type Write =
  | {
      readonly type: 'record'
      readonly key: string
      readonly body: object
      readonly schema?: number
      readonly minReader?: number
    }
  | {
      readonly type: 'register'
      readonly subject: string
      readonly field: string
      readonly value: unknown
      /** Gives way to whatever anybody says, also where that was said before and comes later: for what is merged. */
      readonly yields?: true
    }
  /**
   * Takes what other slots of a register hold out of the document: for what must not lie there longer than it counts,
   * such as a key that was taken back. The value that counts stays, or the one that the same command writes.
   */
  | { readonly type: 'drop-overtaken'; readonly subject: string; readonly field: string }
  /** What a room says of itself, when a migration changes it; a new room gets its header by itself. */
  | { readonly type: 'header'; readonly body: RoomHeader }
  | { readonly type: 'forget'; readonly room: RoomRef }

/** Why a command says no, in a word for the log and the page. */
export interface Refusal {
  readonly type: 'command-refused'
  readonly detail: string
}

export interface CommandDefinition<Args = never> {
  readonly name: string
  readonly args: z.ZodMiniType<Args>
  readonly roomKind: string
  readonly room: (args: Args) => RoomRef
  /** May be the first write into a room, which then gets its header. */
  readonly founds: boolean
  /** Pure: the same view, arguments and stamp give the same writes, so it can be run again after a conflict. */
  readonly body: (view: RoomView, args: Args, stamp: Stamp) => Result<readonly Write[], Refusal>
}

/** Which places of a room changed; `all` after a load or for a rebuild. */
export type Changed = ReadonlySet<string> | 'all'

/** Makes the rows of rooms of one kind. Pure: rows are a function of the view, whatever the order of changes. */
export interface RowMaker {
  readonly roomKind: string
  /**
   * Raised when `rows` gives other rows for the same view: every room is then made again. No two makers ever
   * share a number, so that a stored one says by itself whether it is still current.
   */
  readonly version: number
  readonly tables: readonly string[]
  readonly rows: (view: RoomView, room: RoomRef, changed: Changed) => readonly RowWrite[]
}

export interface Feature {
  readonly commands: readonly CommandDefinition[]
  readonly rowMaker: RowMaker
}
