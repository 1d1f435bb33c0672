/**
 * A file of a message: a chip with its name and size; a picture is seen. Its bytes are opened from the sealed store, or
 * fetched from the server first, only when it comes into view or is pressed, and shown through a `blob:` address that is
 * taken back when the view goes. Where they cannot be had it says why.
 */

import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import type { ReactNode } from 'react'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import type { AttachmentErrorType } from '../../worker/api.ts'
import { AttachmentChip } from '../threads/attachment-chip.tsx'
import styles from './attachment-part.module.css'
import { useThreadView } from './thread-context.ts'
import { type AttachmentAccess, type AttachmentState, useFile, usePicture } from './use-attachment.ts'
import { speakOfWriting } from '../../ui/i18n/catalogues/en-composer.ts'

speakOfWriting()
speakOfAnswers()

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
  const { file, ask } = usePicture(workspaceId, part)
  if (file.type === 'absent') return <Absent part={part} reason={file.reason} ask={ask} />
  if (file.type !== 'ready')
    return (
      <div className={styles.picture} data-waiting>
        {file.type === 'coming' && <Coming part={part} file={file} />}
      </div>
    )
  return (
    <a
      className={styles.picture}
      href={file.url}
      target="_blank"
      rel="noreferrer"
      aria-label={t('thread.openAttachment', { name: part.name })}
      data-tip={part.name}
    >
      <img src={file.url} alt={part.name} decoding="async" />
    </a>
  )
}

const File = ({ part }: AttachmentPartViewProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const figures = useFigures()
  const { workspaceId } = useThreadView()
  const { file, ask } = useFile(workspaceId, part)
  if (file.type === 'absent') return <Absent part={part} reason={file.reason} ask={ask} />
  const isComing = file.type === 'coming'
  return (
    <AttachmentChip
      part={part}
      fact={isComing ? figures(file) : format.bytes(part.size)}
      done={isComing ? file.done / file.total : undefined}
      label={t('thread.saveAttachment', { name: part.name })}
      onOpen={ask}
    />
  )
}

type ComingState = Extract<AttachmentState, { readonly type: 'coming' }>

const useFigures = (): ((file: ComingState) => string) => {
  const t = useText()
  const format = useFormat()
  return ({ done, total }) =>
    t('thread.attachmentComing', { done: format.bytes(done), total: format.bytes(total) })
}

interface ComingProps extends AttachmentPartViewProps {
  readonly file: ComingState
}

const Coming = ({ part, file }: ComingProps): ReactNode => {
  const figures = useFigures()
  return <Progress label={part.name} done={file.done / file.total} figures={figures(file)} />
}

interface AbsentProps extends AttachmentPartViewProps, Pick<AttachmentAccess, 'ask'> {
  readonly reason: AttachmentErrorType
}

const words: Partial<Record<AttachmentErrorType, TextKey>> = {
  'attachment-offline': 'thread.attachmentOffline',
  'attachment-not-sent': 'thread.attachmentNotSent',
  'attachment-elsewhere': 'thread.attachmentElsewhere',
  'attachment-damaged': 'thread.attachmentDamaged',
}

/** Asking again changes nothing about the others. */
const mayCome: ReadonlySet<AttachmentErrorType> = new Set(['attachment-offline', 'attachment-not-sent'])

const Absent = ({ part, reason, ask }: AbsentProps): ReactNode => {
  const t = useText()
  return (
    <AttachmentChip
      part={part}
      wrong={t(words[reason] ?? 'composer.notReadable')}
      label={t('thread.attachmentFetch', { name: part.name })}
      onOpen={mayCome.has(reason) ? ask : undefined}
    />
  )
}
