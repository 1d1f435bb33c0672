/**
 * Where one writes. It holds what is written and nothing else: the list above it is not drawn again for a key,
 * and a message that is being answered does not stop the next one from being written.
 */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { Part } from '@weft/shared/schema/part.ts'
import type { ThreadId, WorkspaceId } from '@weft/shared/ids.ts'
import { ArrowUp, Plus, Square } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { FileInput } from '../../ui/file-input.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { useUi } from '../../ui/ui.tsx'
import { useAction } from '../actions/use-actions.ts'
import { useSetting } from '../workspace/queries.ts'
import { ComposerFiles } from './composer-files.tsx'
import { composerKey } from './composer-keys.ts'
import styles from './composer.module.css'
import { CostEstimate } from './cost-estimate.tsx'
import type { ThreadSize } from './estimate-cost.ts'
import { GrowingText } from './growing-text.tsx'
import { isLongPaste } from './long-paste.ts'
import { ModelButton } from './model-button.tsx'
import { useAttachments } from './use-attachments.ts'
import { useDraft } from './use-draft.ts'
import { speakOfWriting } from '../../ui/i18n/catalogues/en-composer.ts'

speakOfWriting()

/** Why nothing was sent just now. */
type Hint = 'answering' | 'reading' | 'no-model'

const hintWords: Readonly<Record<Hint, TextKey>> = {
  answering: 'composer.stillAnswering',
  reading: 'composer.stillReading',
  'no-model': 'composer.noModelYet',
}

/** Milliseconds between the presses of a double click, generously. */
const doubleClick = 500

export interface ComposerHandle {
  readonly focus: () => void
  readonly addFiles: (files: readonly File[]) => void
}

export interface ComposerProps {
  readonly ref?: Ref<ComposerHandle>
  readonly threadId: ThreadId | 'new'
  readonly workspaceId: WorkspaceId | undefined
  readonly placeholder: string
  readonly model: ModelRef | null
  readonly onChooseModel: (model: ModelRef) => void
  /** An answer is being made in this thread: Stop stands where Send stood. */
  readonly answering: boolean
  readonly onStop: () => void
  /** True once the message is stored; the draft goes only then. */
  readonly onSend: (parts: readonly Part[]) => Promise<boolean>
  readonly onEditLast: () => void
  /** For the estimate of what the next answer costs. */
  readonly threadSize: () => ThreadSize
  /** What keeps it from sending, and what to do about it. */
  readonly notice?: ReactNode
  /** The thread cannot be written to. */
  readonly closed?: boolean
}

/**
 * Where nothing else has the focus, one can write at once. Not on a screen that is touched: there a focus brings
 * a keyboard over half of what was to be read, so the person asks for it.
 */
const useFirstFocus = (area: RefObject<HTMLTextAreaElement | null>): void => {
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body
    if (isFree && matchMedia('(hover: hover)').matches) area.current?.focus({ preventScroll: true })
  }, [area])
}

export const Composer = ({
  ref,
  threadId,
  workspaceId,
  placeholder,
  model,
  onChooseModel,
  answering,
  onStop,
  onSend,
  onEditLast,
  threadSize,
  notice,
  closed = false,
}: ComposerProps): ReactNode => {
  const t = useText()
  const toast = useToast()
  const { apple, clock } = useUi()
  const sendWith = useSetting('sendWith') ?? 'enter'
  const [text, setText] = useState('')
  const [sending, setSending] = useState(false)
  const [hint, setHint] = useState<Hint>()
  const sentAt = useRef(Number.NEGATIVE_INFINITY)
  const attachments = useAttachments(workspaceId)
  const area = useRef<HTMLTextAreaElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const pasteAsText = useRef(false)
  const draft = useDraft(threadId, { text, attachments: attachments.parts }, stored => {
    setText(stored.text)
    attachments.reset(stored.attachments)
  })

  useFirstFocus(area)
  const focus = (): void => area.current?.focus()
  useImperativeHandle(ref, () => ({ focus, addFiles: files => void attachments.add(files) }))
  useAction('composer.focus', focus)
  useAction('answer.stop', answering ? onStop : undefined)

  const hasContent = text.trim() !== '' || attachments.parts.length > 0
  const canSend = hasContent && !sending && !closed

  const send = async (): Promise<void> => {
    if (!canSend) return
    if (!model) return setHint('no-model')
    // Nothing is queued behind the person's back: she sees why it waits and decides.
    if (answering) return setHint('answering')
    if (attachments.busy) return setHint('reading')
    setHint(undefined)
    setSending(true)
    sentAt.current = clock.now()
    const words: readonly Part[] = text.trim() === '' ? [] : [{ type: 'text', text: text.trimEnd() }]
    const stored = await onSend([...words, ...attachments.parts])
    setSending(false)
    if (!stored) return
    draft.forget()
    setText('')
    attachments.reset([])
  }

  /** The second press of a double click on Send lands on Stop. */
  const stop = (): void => {
    if (clock.now() - sentAt.current > doubleClick) onStop()
  }

  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const wish = composerKey(event.nativeEvent, { sendWith, apple, empty: text === '' })
    pasteAsText.current = wish === 'paste-as-text'
    switch (wish) {
      case 'send':
        event.preventDefault()
        return void send()
      case 'escape':
        if (!answering) return
        event.preventDefault()
        return onStop()
      case 'edit-last':
        event.preventDefault()
        return onEditLast()
      case 'paste-as-text':
      case undefined:
    }
  }

  const pasted = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const asText = pasteAsText.current
    pasteAsText.current = false
    const words = event.clipboardData.getData('text/plain')
    const files = [...event.clipboardData.files]
    // A spreadsheet gives a picture of its cells beside their words: the words are meant.
    if (files.length > 0 && words === '') {
      event.preventDefault()
      attachments.add(files)
    } else if (!asText && isLongPaste(words)) {
      event.preventDefault()
      keepAsFile(words)
    }
  }

  const keepAsFile = (words: string): void => {
    const [key] = attachments.add([
      new File([words], `${t('composer.pastedText')}.txt`, { type: 'text/plain' }),
    ])
    toast({
      text: t('composer.pastedAsFile'),
      act: {
        label: t('composer.putInMessage'),
        run: () => {
          if (key !== undefined) attachments.remove(key)
          area.current?.focus()
          // As typing does it, so that the browser's own undo takes it back.
          if (!document.execCommand('insertText', false, words)) setText(before => before + words)
        },
      },
    })
  }

  return (
    <div className={styles.dock}>
      {notice}
      <form
        className={styles.composer}
        onSubmit={event => {
          event.preventDefault()
          void send()
        }}
      >
        <ComposerFiles attachments={attachments} />
        <GrowingText
          ref={area}
          label={t('composer.message')}
          placeholder={placeholder}
          value={text}
          enterKeyHint={sendWith === 'enter' ? 'send' : 'enter'}
          onChange={next => {
            setText(next)
            setHint(undefined)
          }}
          onKeyDown={pressed}
          onPaste={pasted}
        />
        <div className={styles.row}>
          <IconButton label={t('composer.attach')} icon={Plus} onClick={() => input.current?.click()} />
          <FileInput
            ref={input}
            onFiles={files => {
              attachments.add(files)
              focus()
            }}
          />
          <span className={styles.hint} role="status">
            {hint && t(hintWords[hint])}
          </span>
          <CostEstimate text={text} attachments={attachments.parts} model={model} threadSize={threadSize} />
          <span className={styles.model}>
            <ModelButton model={model} onChoose={onChooseModel} />
          </span>
          {answering ? (
            <IconButton
              key="send-or-stop"
              label={t('composer.stop')}
              icon={Square}
              kind="main"
              filled
              shortcut="escape"
              onClick={stop}
            />
          ) : (
            <IconButton
              key="send-or-stop"
              label={t('composer.send')}
              icon={ArrowUp}
              kind="main"
              type="submit"
              shortcut={sendWith === 'enter' ? 'enter' : 'mod+enter'}
              disabled={!canSend}
            />
          )}
        </div>
      </form>
    </div>
  )
}
