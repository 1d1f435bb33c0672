/**
 * One action and its keys. While it records, the next keys pressed are the new ones; Escape alone gives up, and
 * what cannot be had is told under the row, which goes on recording.
 */

import { type ReactNode, useEffect, useId, useState } from 'react'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { Button } from '../../ui/button.tsx'
import { ForReaders } from '../../ui/for-readers.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import type { Shortcut } from '../../ui/shortcut.ts'
import { takesFocusFrom } from '../../ui/use-return-focus.ts'
import { useUi } from '../../ui/ui.tsx'
import { type Action, actions } from '../actions/actions.ts'
import type { ShortcutBindings, ShortcutProblem } from '../actions/shortcut-bindings.ts'
import { shortcutFromEvent } from '../actions/shortcut-from-event.ts'
import styles from './shortcut-row.module.css'

export interface ShortcutRowProps {
  readonly action: Action
  readonly shortcut: Shortcut | undefined
  readonly bindings: Pick<ShortcutBindings, 'bind' | 'reset' | 'isChanged'>
  readonly recording: boolean
  readonly onRecord: (recording: boolean) => void
}

export const ShortcutRow = ({
  action,
  shortcut,
  bindings,
  recording,
  onRecord,
}: ShortcutRowProps): ReactNode => {
  const t = useText()
  const name = t(action.name)
  const changed = bindings.isChanged(action.id)
  return (
    <SettingsItem
      dense
      title={<span className={styles.name}>{name}</span>}
      action={
        recording ? (
          <Recorder action={action} bindings={bindings} onDone={() => onRecord(false)} />
        ) : (
          <>
            {changed && (
              <Button
                kind="text"
                size="small"
                aria-label={t('settings.shortcutResetOf', { action: name })}
                onClick={() => bindings.reset(action.id)}
              >
                {t('settings.shortcutReset')}
              </Button>
            )}
            <button
              type="button"
              className={styles.keys}
              onClick={() => onRecord(true)}
              {...takesFocusFrom(action.id)}
            >
              <ForReaders>{t('settings.shortcutChangeOf', { action: name })} </ForReaders>
              {shortcut === undefined ? t('settings.shortcutNone') : <KeyCap of={shortcut} />}
            </button>
          </>
        )
      }
    />
  )
}

interface RecorderProps {
  readonly action: Action
  readonly bindings: Pick<ShortcutBindings, 'bind'>
  readonly onDone: () => void
}

const Recorder = ({ action, bindings, onDone }: RecorderProps): ReactNode => {
  const t = useText()
  const { apple } = useUi()
  const id = useId()
  const [problem, setProblem] = useState<ShortcutProblem>()

  useRecordedKeys(event => {
    // Escape alone leaves; with Shift it may be a shortcut.
    if (event.key === 'Escape' && !event.shiftKey && !event.metaKey && !event.ctrlKey) return onDone()
    const shortcut = shortcutFromEvent(event, apple)
    if (shortcut === undefined) return
    const met = bindings.bind(action.id, shortcut)
    setProblem(met)
    if (met === undefined) onDone()
  })

  const remove = (): void => {
    bindings.bind(action.id, null)
    onDone()
  }

  return (
    <div className={styles.recorder} role="group" aria-label={t(action.name)} aria-describedby={id}>
      <span className={styles.prompt} id={id} role="status" data-wrong={problem !== undefined || undefined}>
        {problem ? problemText(problem, t) : t('settings.shortcutPress')}
      </span>
      <Button kind="text" size="small" onClick={remove}>
        {t('settings.shortcutRemove')}
      </Button>
      <Button size="small" ref={takeFocus} onClick={onDone}>
        {t('common.cancel')}
      </Button>
    </div>
  )
}

const takeFocus = (button: HTMLButtonElement | null): void => button?.focus()

const problemText = (problem: ShortcutProblem, t: ReturnType<typeof useText>): string => {
  switch (problem.type) {
    case 'taken':
      return t('settings.shortcutTaken', { action: t(actions[problem.by].name) })
    case 'reserved':
      return t('settings.shortcutReserved')
    case 'bare':
      return t('settings.shortcutBare')
  }
}

/** Every key but those that move the focus and press buttons, before the page's own shortcuts see it. */
const useRecordedKeys = (onKeys: (event: KeyboardEvent) => void): void => {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
      if (isPlain && (event.key === 'Tab' || event.key === 'Enter' || event.key === ' ')) return
      event.preventDefault()
      event.stopPropagation()
      onKeys(event)
    }
    window.addEventListener('keydown', pressed, { capture: true })
    return () => window.removeEventListener('keydown', pressed, { capture: true })
  })
}
