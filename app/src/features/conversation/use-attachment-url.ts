/** An attachment's bytes as an address of this page, for as long as the view that asked is there. */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { useEffect, useState } from 'react'
import type { EngineClient } from '../../worker/client.ts'
import { usePage } from '../../worker/page-context.ts'

export type AttachmentUrl =
  | { readonly state: 'waiting' }
  | { readonly state: 'ready'; readonly url: string }
  | { readonly state: 'unreadable' }

export interface AttachmentAccess {
  /** Saves the file under its own name. */
  readonly open: () => void
}

/** The caller takes the address back (`URL.revokeObjectURL`); nothing when the bytes cannot be opened. */
const createUrl = async (
  engine: EngineClient,
  workspaceId: WorkspaceId,
  attachmentId: AttachmentPart['attachmentId'],
  type: string,
): Promise<string | undefined> => {
  const bytes = await engine.readAttachment(workspaceId, attachmentId)
  return bytes.ok ? URL.createObjectURL(new Blob([new Uint8Array(bytes.value)], { type })) : undefined
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

  useEffect(() => {
    if (!wanted || !workspaceId) return undefined
    let made: string | undefined
    let current = true
    void createUrl(engine, workspaceId, attachmentId, mediaType).then(url => {
      if (current) {
        made = url
        setFile(url ? { state: 'ready', url } : { state: 'unreadable' })
      } else if (url) URL.revokeObjectURL(url)
    })
    return () => {
      current = false
      if (made) URL.revokeObjectURL(made)
    }
  }, [engine, wanted, workspaceId, attachmentId, mediaType])

  const save = async (): Promise<void> => {
    if (!workspaceId) return
    const url = await createUrl(engine, workspaceId, attachmentId, 'application/octet-stream')
    if (!url) return setFile({ state: 'unreadable' })
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    URL.revokeObjectURL(url)
  }

  return { ...file, open: () => void save() }
}
