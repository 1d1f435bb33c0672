/** Every action with its keys, and choosing others. The keys belong to this device. */

import { type ReactNode, useContext, useState, useSyncExternalStore } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { type ActionGroup, type ActionId, actionList } from '../actions/actions.ts'
import { ActionsContext } from '../actions/use-actions.ts'
import { useReturnFocus } from '../../ui/use-return-focus.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { ShortcutRow } from './shortcut-row.tsx'
import styles from './shortcuts-page.module.css'

const groups: readonly { readonly group: ActionGroup; readonly name: TextKey }[] = [
  { group: 'anywhere', name: 'settings.shortcutsAnywhere' },
  { group: 'thread', name: 'settings.shortcutsThread' },
  { group: 'answer', name: 'settings.shortcutsAnswer' },
]

export const ShortcutsPage = (): ReactNode => {
  const t = useText()
  const { bindings } = useContext(ActionsContext)
  const shortcuts = useSyncExternalStore(bindings.subscribe, bindings.get)
  const [recording, setRecording] = useState<ActionId>()
  useReturnFocus(recording)
  const anyChanged = actionList.some(({ id }) => bindings.isChanged(id))

  return (
    <>
      <PageHead title={t('settings.shortcuts')} lead={t('settings.shortcutsAbout')} />
      {groups.map(({ group, name }) => (
        <SettingsList key={group} heading={t(name)}>
          {actionList
            .filter(action => action.group === group)
            .map(action => (
              <ShortcutRow
                key={action.id}
                action={action}
                shortcut={shortcuts.get(action.id)}
                bindings={bindings}
                recording={recording === action.id}
                onRecord={on => setRecording(on ? action.id : undefined)}
              />
            ))}
        </SettingsList>
      ))}
      {anyChanged && (
        <div className={styles.all}>
          <Button onClick={() => bindings.reset()}>{t('settings.shortcutsResetAll')}</Button>
        </div>
      )}
    </>
  )
}
