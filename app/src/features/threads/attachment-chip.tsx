/** The chip of a file: icon, name, size, and what is the matter with it. Also in the composer. */

import type { AttachmentPart } from '@weft/shared/schema/part.ts'
import { FileText, FileX, Image, type LucideIcon, Sheet, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import styles from './attachment-chip.module.css'
import { speakOfWriting } from '../../ui/i18n/catalogues/en-composer.ts'

speakOfWriting()

export interface AttachmentChipProps {
  readonly part: Pick<AttachmentPart, 'name' | 'mediaType'>
  /** Its size, or how far it has come. */
  readonly fact?: string | undefined
  /** The reason in two words. */
  readonly wrong?: string | undefined
  /** While it is being read: 0 to 1. */
  readonly done?: number | undefined
  /** What pressing it does. */
  readonly label?: string | undefined
  readonly onOpen?: (() => void) | undefined
  readonly onRemove?: (() => void) | undefined
}

const iconOf = (mediaType: string): LucideIcon => {
  if (mediaType.startsWith('image/')) return Image
  return /csv|spreadsheet|excel/.test(mediaType) ? Sheet : FileText
}

/** The end of a name says what a file is, so it is kept when the middle must go. */
const endOf = (name: string): number => (name.length > 24 ? name.length - 9 : name.length)

export const AttachmentChip = ({
  part,
  fact,
  wrong,
  done,
  label,
  onOpen,
  onRemove,
}: AttachmentChipProps): ReactNode => {
  const t = useText()
  const cut = endOf(part.name)
  const inside = (
    <>
      <Icon
        of={wrong === undefined ? iconOf(part.mediaType) : FileX}
        tone={wrong === undefined ? 'quiet' : 'danger'}
      />
      <bdi className={styles.name} data-tip={part.name} data-tip-cut>
        <span className={styles.begin}>{part.name.slice(0, cut)}</span>
        <span className={styles.rest}>{part.name.slice(cut)}</span>
      </bdi>
      <span className={styles.fact}>{wrong ?? fact}</span>
    </>
  )
  return (
    <span className={styles.chip} data-wrong={wrong !== undefined || undefined}>
      {onOpen ? (
        <button type="button" className={styles.inside} aria-label={label} onClick={onOpen}>
          {inside}
        </button>
      ) : (
        <span className={styles.inside}>{inside}</span>
      )}
      {onRemove && (
        <button
          type="button"
          className={styles.remove}
          aria-label={t('composer.removeAttachment', { name: part.name })}
          onClick={onRemove}
        >
          <Icon of={X} />
        </button>
      )}
      {done !== undefined && (
        <span
          className={styles.thread}
          aria-hidden="true"
          style={{ inlineSize: `${Math.round(done * 100)}%` }}
        />
      )}
    </span>
  )
}
