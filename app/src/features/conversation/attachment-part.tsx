/**
 * A file of a message: a chip with its name and size; a picture is seen. Its bytes are opened from the sealed
 * store only when it comes into view or is pressed, and shown through a `blob:` address that is taken back when
 * the view goes.
 */

import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { AttachmentChip } from '../threads/attachment-chip.tsx'
import styles from './attachment-part.module.css'
import { useThreadView } from './thread-context.ts'
import { useAttachmentUrl } from './use-attachment-url.ts'

/** Pictures every browser draws and that cannot carry script; an SVG is a document, not one of these. */
const drawn: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
])

/** Larger pictures are a chip: decoding them would cost the thread its scroll. */
const largestDrawn = 8_000_000

export interface AttachmentPartViewProps {
  readonly part: AttachmentPart
}

export const AttachmentPartView = ({ part }: AttachmentPartViewProps): ReactNode => {
  const isPicture = drawn.has(part.mediaType) && part.size <= largestDrawn
  return isPicture ? <Picture part={part} /> : <File part={part} />
}

const Picture = ({ part }: AttachmentPartViewProps): ReactNode => {
  const t = useText()
  const { workspaceId } = useThreadView()
  const file = useAttachmentUrl(workspaceId, part, true)
  if (file.state === 'unreadable') return <AttachmentChip part={part} wrong={t('composer.notReadable')} />
  return (
    <a
      className={styles.picture}
      data-waiting={file.state !== 'ready' || undefined}
      href={file.state === 'ready' ? file.url : undefined}
      target="_blank"
      rel="noreferrer"
      aria-label={t('thread.openAttachment', { name: part.name })}
      data-tip={part.name}
    >
      {file.state === 'ready' && <img src={file.url} alt={part.name} decoding="async" />}
    </a>
  )
}

const File = ({ part }: AttachmentPartViewProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { workspaceId } = useThreadView()
  const file = useAttachmentUrl(workspaceId, part, false)
  return (
    <AttachmentChip
      part={part}
      fact={format.bytes(part.size)}
      wrong={file.state === 'unreadable' ? t('composer.notReadable') : undefined}
      label={t('thread.saveAttachment', { name: part.name })}
      onOpen={file.open}
    />
  )
}
