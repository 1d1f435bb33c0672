/** What the views of one thread share without being handed it down: who the thread is and what can be done. */

import { must } from '@weft/shared/assert.ts'
import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { createContext, useContext } from 'react'
import type { RunRow } from '../runs/tables.ts'
import type { Turn } from './turns.ts'

/** Each of these tells the person by itself when it could not be done. */
export interface ThreadActions {
  readonly copy: (text: string) => void
  /** Opens a message of the person for writing, or closes it with null. */
  readonly edit: (id: MessageId | null) => void
  /** Sends the changed text as a version of its own and answers it. True when it was sent. */
  readonly sendEdited: (turn: Turn, above: MessageId | null, text: string) => Promise<boolean>
  /** Answers `parent` anew, beside the answers it has. Without a model: the thread's. */
  readonly answer: (parent: MessageId, model?: ModelRef, options?: { readonly dropOldest: boolean }) => void
  /** Goes on where `id` was cut. */
  readonly goOn: (id: MessageId, model?: ModelRef) => void
  /** Asks which model, then calls back with it. */
  readonly askModel: (onChosen: (model: ModelRef) => void) => void
  readonly remove: (turn: Turn) => void
  /** A new thread with everything up to and including `id`. */
  readonly branch: (id: MessageId) => void
  readonly rate: (id: MessageId, rating: 'good' | 'bad' | null) => void
  /** Reads the version `id` from now on. */
  readonly show: (id: MessageId) => void
  /** Gives up a run that waits, and asks another model instead when one is given. */
  readonly giveUp: (id: MessageId) => void
  readonly askInstead: (run: RunRow, model: ModelRef) => void
  readonly tryNow: (id: MessageId) => void
  /** Asks again without the oldest messages, which stay in the thread. */
  readonly leaveOutOldest: (run: RunRow) => void
  readonly openProvider: (providerId: string | undefined) => void
  readonly openDeviceModels: () => void
}

export interface ThreadView {
  readonly workspaceId: WorkspaceId | undefined
  readonly threadId: ThreadId
  /** The message that is being changed in its place. */
  readonly editing: MessageId | null
  readonly actions: ThreadActions
}

export const ThreadViewContext = createContext<ThreadView | null>(null)

export const useThreadView = (): ThreadView => must(useContext(ThreadViewContext), 'ThreadViewContext')
