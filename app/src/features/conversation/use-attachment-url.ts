/** An attachment's bytes as an address of this page, for as long as the view that asked is there. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'

export type AttachmentUrl =
  | { readonly state: 'waiting' }
  | { readonly state: 'ready'; readonly url: string }
  | { readonly state: 'unreadable' }

export interface AttachmentAccess {
  /** Saves the file under its own name. */
  readonly open: () => void
}

/**
 * `wanted`: read it now. A file that is only opened when pressed is read then. Its type is taken from the part
 * only for pictures; anything else is handed to the person as plain bytes, so that no browser runs it.
 */
export const useAttachmentUrl = (
  workspaceId: WorkspaceId | undefined,
  part: AttachmentPart,
  wanted: boolean,
): AttachmentUrl & AttachmentAccess => {
  const { engine } = usePage()
  const [file, setFile] = useState<AttachmentUrl>({ state: 'waiting' })
  const { attachmentId, mediaType, name } = part

  const read = async (type: string): Promise<string | undefined> => {
    if (!workspaceId) return undefined
    const bytes = await engine.readAttachment(workspaceId, attachmentId)
    if (bytes.ok) return URL.createObjectURL(new Blob([new Uint8Array(bytes.value)], { type }))
    setFile({ state: 'unreadable' })
    return undefined
  }

  useEffect(() => {
    if (!wanted) return
    let made: string | undefined
    let current = true
    void read(mediaType).then(url => {
      if (current && url) setFile({ state: 'ready', url })
      else if (url) URL.revokeObjectURL(url)
      made = url
    })
    return () => {
      current = false
      if (made) URL.revokeObjectURL(made)
    }
  }, [wanted, workspaceId, attachmentId, mediaType])

  return {
    ...file,
    open: () =>
      void read('application/octet-stream').then(url => {
        if (!url) return
        const link = document.createElement('a')
        link.href = url
        link.download = name
        link.click()
        URL.revokeObjectURL(url)
      }),
  }
}
