/** All keys on one sheet, as this device has them. */

import { Fragment, type ReactNode, useContext, useId, useSyncExternalStore } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import type { Shortcut } from '../../ui/shortcut.ts'
import { settingsPath } from '../settings/settings-tabs.ts'
import { type ActionGroup, actionList } from '../actions/actions.ts'
import styles from './shortcut-help.module.css'
import { ActionsContext } from '../actions/use-actions.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()
speakOfSettings()

const groups: readonly { readonly group: ActionGroup; readonly name: TextKey }[] = [
  { group: 'anywhere', name: 'palette.groupAnywhere' },
  { group: 'thread', name: 'palette.groupThread' },
  { group: 'answer', name: 'palette.groupAnswer' },
]

/** Keys that belong to a place and are the same everywhere: they cannot be changed. */
const listKeys: readonly { readonly name: TextKey; readonly keys: readonly Shortcut[] }[] = [
  { name: 'palette.listMove', keys: ['arrowup', 'arrowdown'] },
  { name: 'palette.listRename', keys: ['f2'] },
  { name: 'palette.listMenu', keys: ['shift+f10'] },
  { name: 'palette.listTrash', keys: ['delete'] },
  { name: 'palette.listSelect', keys: ['shift'] },
]

export interface ShortcutHelpProps {
  readonly onClose: () => void
}

export const ShortcutHelp = ({ onClose }: ShortcutHelpProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const { bindings } = useContext(ActionsContext)
  const shortcuts = useSyncExternalStore(bindings.subscribe, bindings.get)

  return (
    <Dialog
      open
      onClose={onClose}
      title={t('palette.shortcutsTitle')}
      acts={
        <>
          <Button
            kind="text"
            onClick={() => {
              onClose()
              navigate(settingsPath('shortcuts'))
            }}
          >
            {t('palette.change')}
          </Button>
          <Button onClick={onClose}>{t('common.close')}</Button>
        </>
      }
    >
      {groups.map(({ group, name: heading }) => (
        <KeyTable
          key={group}
          name={t(heading)}
          rows={actionList
            .filter(action => action.group === group && shortcuts.has(action.id))
            .map(({ id, name }) => ({ name: t(name), keys: [shortcuts.get(id) ?? ''] }))}
        />
      ))}
      <KeyTable
        name={t('palette.inPlace')}
        rows={listKeys.map(({ name, keys }) => ({ name: t(name), keys }))}
      />
    </Dialog>
  )
}

interface KeyTableProps {
  readonly name: string
  readonly rows: readonly { readonly name: string; readonly keys: readonly Shortcut[] }[]
}

const KeyTable = ({ name, rows }: KeyTableProps): ReactNode => {
  const id = useId()
  if (rows.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h3 className={styles.heading} id={id}>
        {name}
      </h3>
      <dl className={styles.rows}>
        {rows.map(row => (
          <div key={row.name} className={styles.row}>
            <dt>{row.name}</dt>
            <dd>
              {row.keys.map((keys, index) => (
                <Fragment key={keys}>
                  {index > 0 && ' '}
                  <KeyCap of={keys} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
