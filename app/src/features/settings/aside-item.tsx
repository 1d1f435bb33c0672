/** What is set aside of one thread: trying it once more, keeping what it says as a file, and giving it up. */

import { type ReactNode, useState } from 'react'
import type { Result } from '@weft/shared/result.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { firstFocus } from '../../ui/modal.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import type { EngineError } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import { reasonToText } from '../account/sync-words.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import styles from './aside-section.module.css'
import type { AsideGroup } from './use-aside-rows.ts'

interface AsideItemProps {
  readonly group: AsideGroup
  /** What was done, in words: the item goes, and the focus in it. */
  readonly onGone: (words: string) => void
}

type Doing = 'trying' | 'saving' | 'removing'

export const AsideItem = ({ group, onGone }: AsideItemProps): ReactNode => {
  const t = useText()
  const { engine, env } = usePage()
  const [doing, setDoing] = useState<Doing>()
  const [asks, setAsks] = useState(false)
  const [told, setTold] = useState('')
  const [failure, setFailure] = useState<EngineError>()
  const name = group.thread ? group.thread.title || t('sidebar.untitled') : t('sync.asideWorkspace')
  const reasons = new Set(group.reasons.map(reason => t(reasonToText(reason))))
  const { workspaceId, roomId, numbers } = group
  const room = { workspaceId, roomId }

  const run = async <T,>(
    act: Doing,
    call: () => Promise<Result<T, EngineError>>,
  ): Promise<Result<T, EngineError>> => {
    setDoing(act)
    setFailure(undefined)
    setTold('')
    const result = await call()
    setDoing(undefined)
    if (!result.ok) {
      setAsks(false)
      setFailure(result.error)
    }
    return result
  }

  const tryAgain = async (): Promise<void> => {
    const taken = await run('trying', () => engine.takeBackAside(room))
    if (!taken.ok) return
    const { back, left } = taken.value
    const words = [
      back > 0 && t('sync.asideBack', { count: back }),
      left > 0 && t('sync.asideLeft', { count: left }),
    ].filter(each => each !== false)
    if (left > 0) setTold(words.join(' '))
    else onGone(words.join(' '))
  }

  const save = async (): Promise<void> => {
    const copy = await run('saving', () => engine.copyAside(room))
    if (!copy.ok) return
    const day = new Date(env.clock.now()).toISOString().slice(0, 10)
    const file = `weft-set-aside-${roomId}-${day}.json`
    saveFile(file, new Blob([copy.value], { type: 'application/json' }), env.clock)
    setTold(t('sync.asideSaved', { file }))
  }

  const remove = async (): Promise<void> => {
    const removed = await run('removing', () => engine.letGoAside(room, numbers))
    if (!removed.ok) return
    setAsks(false)
    onGone(t('sync.asideRemoved', { count: numbers.length }))
  }

  const saveButton = (label?: string): ReactNode => (
    <Button
      kind={label === undefined ? 'plain' : 'text'}
      size={label === undefined ? undefined : 'small'}
      aria-label={label}
      busy={doing === 'saving'}
      busyLabel={t('sync.asideSaving')}
      onClick={() => void save()}
    >
      {t('sync.asideSave')}
    </Button>
  )

  return (
    <>
      <SettingsItem
        title={<bdi>{name}</bdi>}
        facts={joinFacts([t('sync.asideChanges', { count: numbers.length }), ...reasons])}
        action={
          <div className={styles.acts}>
            <Button
              size="small"
              aria-label={t('sync.asideTryName', { name })}
              busy={doing === 'trying'}
              busyLabel={t('sync.asideTrying')}
              onClick={() => void tryAgain()}
            >
              {t('sync.asideTry')}
            </Button>
            {saveButton(t('sync.asideSaveName', { name }))}
            <Button
              kind="text"
              size="small"
              aria-label={t('sync.asideRemoveName', { name })}
              onClick={() => setAsks(true)}
            >
              {t('sync.asideRemove')}
            </Button>
          </div>
        }
      >
        <div className={styles.told} role="status">
          {told}
        </div>
        {failure && <EngineNotice error={failure} onClose={() => setFailure(undefined)} />}
      </SettingsItem>
      <Dialog
        open={asks}
        onClose={() => setAsks(false)}
        title={t('sync.asideQuestion', { count: numbers.length })}
        text={t('sync.asideWarning', { count: numbers.length, name })}
        acts={
          <>
            <Button {...firstFocus} onClick={() => setAsks(false)}>
              {t('sync.asideKeep')}
            </Button>
            {saveButton()}
            <Button
              kind="danger-main"
              busy={doing === 'removing'}
              busyLabel={t('sync.asideRemoving')}
              onClick={() => void remove()}
            >
              {t('sync.asideRemove')}
            </Button>
          </>
        }
      />
    </>
  )
}
