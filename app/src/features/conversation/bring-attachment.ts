/** The bytes of an attachment: from this device, or from the server where they are not here yet. */

import { type Result, err } from '@weft/shared/result.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { AttachmentError, AttachmentProgress } from '../../worker/api.ts'
import { type EngineClient, transferPort } from '../../worker/client.ts'

export interface Bringing {
  readonly bytes: Promise<Result<Uint8Array, AttachmentError>>
  /** The one who asked has gone. */
  readonly stop: () => void
}

export const bringAttachment = (
  engine: Pick<EngineClient, 'readAttachment' | 'fetchAttachment'>,
  workspaceId: WorkspaceId,
  { attachmentId, size }: Pick<AttachmentPart, 'attachmentId' | 'size'>,
  progress: (made: AttachmentProgress) => void,
): Bringing => {
  const { port1: here, port2: there } = new MessageChannel()
  let hasStopped = false
  here.addEventListener('message', ({ data }: MessageEvent<AttachmentProgress>) => progress(data))
  here.start()

  const bring = async (): Promise<Result<Uint8Array, AttachmentError>> => {
    const stored = await engine.readAttachment(workspaceId, attachmentId)
    if (stored.ok || stored.error.type !== 'attachment-missing') return stored
    if (hasStopped) return err({ type: 'attachment-stopped' })
    const fetched = await engine.fetchAttachment(workspaceId, { attachmentId, size }, transferPort(there))
    return fetched.ok ? engine.readAttachment(workspaceId, attachmentId) : fetched
  }

  return {
    bytes: bring().finally(() => here.close()),
    stop: () => {
      hasStopped = true
      here.postMessage('stop')
    },
  }
}
