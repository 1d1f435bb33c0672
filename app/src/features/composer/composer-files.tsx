import type { ReactNode } from 'react'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { AttachmentChip } from '../threads/attachment-chip.tsx'
import styles from './composer-files.module.css'
import { largestFile } from './read-file.ts'
import type { Attachments, PendingFile } from './use-attachments.ts'

type Problem = (PendingFile & { readonly state: 'wrong' })['problem']

const words: Readonly<Record<Problem, TextKey>> = {
  'file-too-large': 'composer.tooLarge',
  'file-empty': 'composer.isEmpty',
  'file-unreadable': 'composer.notReadable',
  'file-not-shown': 'composer.notShown',
  'file-not-saved': 'composer.notSaved',
}

/** The files of the message that is written: how far each has come, what is the matter, and away with it. */
export const ComposerFiles = ({ attachments }: { readonly attachments: Attachments }): ReactNode => {
  const t = useText()
  const format = useFormat()
  if (attachments.files.length === 0) return null
  return (
    <ul className={styles.files} aria-label={t('composer.attachments')}>
      {attachments.files.map(file => (
        <li key={file.key}>
          <AttachmentChip
            part={file}
            fact={file.state === 'ready' ? format.bytes(file.part.size) : t('composer.reading')}
            wrong={
              file.state === 'wrong' ? t(words[file.problem], { size: format.bytes(largestFile) }) : undefined
            }
            done={file.state === 'reading' ? file.done : undefined}
            onRemove={() => attachments.remove(file.key)}
          />
        </li>
      ))}
    </ul>
  )
}
