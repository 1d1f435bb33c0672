/** The answers being made on this device, and those that another one shows it. Never synced, never dropped with the derived rows. */

import type { MessageId, ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import type { ModelInfo } from '@weft/shared/schema/provider.ts'
import type { ProviderError } from '../providers/provider-error.ts'

/**
 * queued: the provider is at its limit. waiting: asked, nothing came yet. streaming: parts arrive. retrying:
 * a transient failure before the first part, tried again at `retryAt`. too-long: the context does not fit and
 * the person has to choose. offline: waits for a network. unreachable: waits for a provider that cannot be reached.
 * Of the last two each try is a `waiting` too, which keeps `waitsSince` and `error`.
 */
export type RunState =
  | 'queued'
  | 'waiting'
  | 'streaming'
  | 'retrying'
  | 'too-long'
  | 'offline'
  | 'unreachable'

export interface RunRow {
  /** The id of the message that this run will write. */
  readonly messageId: MessageId
  readonly workspaceId: WorkspaceId
  readonly threadId: ThreadId
  readonly parentId: MessageId
  readonly model: ModelRef
  readonly continues: boolean
  readonly state: RunState
  readonly startedAt: number
  /** The answer so far, as of the last checkpoint. */
  readonly parts: readonly Part[]
  /** How many live frames this checkpoint includes; frames after it are newer. */
  readonly frame: number
  readonly retryAt?: number
  readonly attempt: number
  /** Why it is retrying or waiting. */
  readonly error?: ProviderError
  /** When it first found nobody there: it has stood in line since then. */
  readonly waitsSince?: number
  /** For `too-long`: tokens counted and tokens that fit. */
  readonly counted?: { readonly tokens: number; readonly fits: number }
  /** Another device makes it, and said so at this time: it holds no lock here and is never taken up. */
  readonly relayedAt?: number
}

export interface DraftRow {
  /** The thread, or 'new' for the empty composer. */
  readonly threadId: ThreadId | 'new'
  readonly text: string
  /** JSON of the attachment parts already stored. */
  readonly attachments: readonly Part[]
  readonly updatedAt: number
}

/** Models as a provider last listed them. */
export interface ModelListRow {
  readonly providerId: string
  readonly models: readonly ModelInfo[]
  readonly fetchedAt: number
}

/** That a provider has credentials on this device, without them: what a settings page may show. */
export interface CredentialHintRow {
  readonly providerId: string
  /** The last four characters of the key, or an empty text when there is none. */
  readonly ending: string
  readonly headerNames: readonly string[]
}

export const deviceTables = {
  runs: 'messageId, threadId',
  drafts: 'threadId',
  modelLists: 'providerId',
  credentialHints: 'providerId',
}
