/** A person's message, opened for writing in its place. What is sent becomes a version of its own. */

import type { MessageId } from '@weft/shared/ids.ts'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { useUi } from '../../ui/ui.tsx'
import { composerKey } from '../composer/composer-keys.ts'
import { GrowingText } from '../composer/growing-text.tsx'
import { AttachmentChip } from '../threads/attachment-chip.tsx'
import { useSetting } from '../workspace/queries.ts'
import styles from './edit-message.module.css'
import { useThreadView } from './thread-context.ts'
import { turnToBlocks, turnToText } from './turn-blocks.ts'
import type { Turn } from './turns.ts'

speakOfAnswers()

export interface EditMessageProps {
  readonly turn: Turn
  readonly above: MessageId | null
}

export const EditMessage = ({ turn, above }: EditMessageProps): ReactNode => {
  const t = useText()
  const { actions } = useThreadView()
  const { apple } = useUi()
  const sendWith = useSetting('sendWith') ?? 'enter'
  const format = useFormat()
  const original = turnToText(turn.messages)
  /** They go with the new version as they are. */
  const files = turnToBlocks(turn.messages).flatMap(block =>
    block.type === 'attachments' ? block.parts : [],
  )
  const [text, setText] = useState(original)
  const [sending, setSending] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)

  useEffect(() => {
    const area = field.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])

  const send = async (): Promise<void> => {
    if (sending || text.trim() === '') return
    setSending(true)
    if (!(await actions.sendEdited(turn, above, text))) setSending(false)
  }

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const wish = composerKey(event.nativeEvent, { sendWith, apple, empty: false })
    if (wish === 'send') {
      event.preventDefault()
      void send()
    } else if (wish === 'escape') {
      event.preventDefault()
      actions.edit(null)
    }
  }

  return (
    <div className={styles.edit}>
      <GrowingText
        ref={field}
        label={t('thread.editMessage')}
        value={text}
        onChange={setText}
        onKeyDown={pressed}
      />
      {files.length > 0 && (
        <div className={styles.files}>
          {files.map((part, index) => (
            <AttachmentChip
              key={`${part.attachmentId}.${index}`}
              part={part}
              fact={format.bytes(part.size)}
            />
          ))}
        </div>
      )}
      <div className={styles.acts}>
        <Button size="small" kind="text" onClick={() => actions.edit(null)}>
          {t('common.cancel')}
        </Button>
        <Button size="small" disabled={text.trim() === ''} onClick={() => void send()}>
          {t('thread.saveAndSend')}
        </Button>
      </div>
    </div>
  )
}
