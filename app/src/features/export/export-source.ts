/**
 * Where an export takes threads from, one at a time: the engine serves it over a port, and nothing is read ahead of what
 * is asked for, so a slow disk holds the reading back and memory stays that of one thread.
 */

import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { PortableFolder } from '../transfer/portable-thread.ts'
import type { ReadPortable } from '../transfer/read-portable.ts'

export interface ExportSourceStart {
  readonly threads: number
  readonly folders: readonly PortableFolder[]
}

export type NextThread =
  | { readonly type: 'thread'; readonly workspaceId: WorkspaceId; readonly read: ReadPortable }
  /** It is there and cannot be opened. */
  | { readonly type: 'closed'; readonly threadId: ThreadId; readonly title: string; readonly reason: string }
  | { readonly type: 'end' }

export interface ExportSource {
  readonly start: () => Promise<ExportSourceStart>
  readonly next: () => Promise<NextThread>
  /** Its bytes, brought from the server first where they are not here. */
  readonly file: (
    workspaceId: WorkspaceId,
    attachment: Pick<AttachmentPart, 'attachmentId' | 'size'>,
  ) => Promise<Result<Uint8Array, TaggedError>>
  /** Nothing more will be asked for. */
  readonly end: () => Promise<void>
}
