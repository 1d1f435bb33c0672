/**
 * An attachment for as long as the view that asked is there: as an address of this page, on its way here, or with the
 * reason why it cannot be shown. What may come by itself is asked for again by itself.
 */

import type { Result } from '@weft/shared/result.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { useCallback, useEffect, useState } from 'react'
import { saveFile } from '../../ui/save-file.ts'
import { useUi } from '../../ui/ui.tsx'
import type { AttachmentError, AttachmentErrorType, AttachmentProgress } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import { type Bringing, bringAttachment } from './bring-attachment.ts'

export type AttachmentState =
  | { readonly type: 'waiting' }
  | ({ readonly type: 'coming' } & AttachmentProgress)
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'absent'; readonly reason: AttachmentErrorType }

export interface AttachmentAccess {
  readonly file: AttachmentState
  /** Asks for it, once more if need be. */
  readonly ask: () => void
}

/** Another device sends it when it can, and nobody says when it has; milliseconds. */
const askAgainAfter = 15_000

const blobOf = (bytes: Uint8Array, type: string): Blob => new Blob([new Uint8Array(bytes)], { type })

/** A picture: fetched when it is drawn. Its type is one that no browser runs (`attachment-part.tsx`). */
export const usePicture = (workspaceId: WorkspaceId | undefined, part: AttachmentPart): AttachmentAccess => {
  const [asked, setAsked] = useState(1)
  const [url, setUrl] = useState<string>()
  const state = useBytes(workspaceId, part, asked, bytes =>
    setUrl(URL.createObjectURL(blobOf(bytes, part.mediaType))),
  )
  useEffect(() => {
    if (url === undefined) return undefined
    return () => URL.revokeObjectURL(url)
  }, [url])
  const again = useCallback(() => setAsked(before => before + 1), [])
  useComesLater(state, again)
  return { file: url === undefined ? state : { type: 'ready', url }, ask: again }
}

/** A file: fetched and saved under its own name when it is pressed, as plain bytes, so that no browser runs it. */
export const useFile = (workspaceId: WorkspaceId | undefined, part: AttachmentPart): AttachmentAccess => {
  const [asked, setAsked] = useState(0)
  const { clock } = useUi()
  const state = useBytes(workspaceId, part, asked, bytes =>
    saveFile(part.name, blobOf(bytes, 'application/octet-stream'), clock),
  )
  return { file: state, ask: () => setAsked(before => before + 1) }
}

/** Brings the bytes each time that `asked` grows, from 1 on, and gives them to `got`. */
const useBytes = (
  workspaceId: WorkspaceId | undefined,
  { attachmentId, size }: AttachmentPart,
  asked: number,
  got: (bytes: Uint8Array) => void,
): AttachmentState => {
  const { engine } = usePage()
  const [state, setState] = useState<AttachmentState>({ type: 'waiting' })

  useEffect(() => {
    if (asked === 0 || !workspaceId) return undefined
    let isCurrent = true
    const whileCurrent = (action: () => void): void => {
      if (isCurrent) action()
    }
    const bringing: Bringing = bringAttachment(engine, workspaceId, { attachmentId, size }, made =>
      whileCurrent(() => setState({ type: 'coming', ...made })),
    )
    const settle = (bytes: Result<Uint8Array, AttachmentError>): void => {
      setState(bytes.ok ? { type: 'waiting' } : { type: 'absent', reason: reasonOf(bytes.error) })
      if (bytes.ok) got(bytes.value)
    }
    void bringing.bytes.then(bytes => whileCurrent(() => settle(bytes)))
    return () => {
      isCurrent = false
      bringing.stop()
    }
    // oxlint-disable-next-line react/exhaustive-deps -- `got` is another function at every drawing and means the same
  }, [engine, workspaceId, attachmentId, size, asked])

  return state
}

/** The page tells engine errors of its own; here they all mean that it cannot be read. */
const reasonOf = ({ type }: AttachmentError): AttachmentErrorType =>
  isAttachmentReason(type) ? type : 'storage-failed'

const isAttachmentReason = (type: AttachmentError['type']): type is AttachmentErrorType =>
  type.startsWith('attachment-') || type.startsWith('storage-')

/** The network comes back, or the other device sends it. */
const useComesLater = (state: AttachmentState, ask: () => void): void => {
  const { clock } = useUi()
  const reason = state.type === 'absent' ? state.reason : undefined
  useEffect(() => {
    if (reason === 'attachment-not-sent') return clock.after(askAgainAfter, ask)
    if (reason !== 'attachment-offline') return undefined
    globalThis.addEventListener('online', ask)
    return () => globalThis.removeEventListener('online', ask)
  }, [clock, reason, ask])
}
