/** What this browser allows to be stored here, and what takes how much of it. */

import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { SettingsList } from '../../ui/settings-item.tsx'
import type { DeviceAbilities } from './device-abilities.ts'
import styles from './storage-bar.module.css'
import type { DeviceModelRow } from './tables.ts'

export interface StorageBarProps {
  readonly rows: readonly DeviceModelRow[]
  readonly abilities: DeviceAbilities
}

type Kind = 'models' | 'arriving' | 'rest'

const sum = (rows: readonly DeviceModelRow[]): number =>
  rows.reduce((total, { doneBytes }) => total + doneBytes, 0)

/** The browser's own model is no room of ours, and its figure is a share. */
const isArriving = ({ state, model }: DeviceModelRow): boolean =>
  (state === 'arriving' || state === 'paused') && model.engine !== 'browser'

export const StorageBar = ({ rows, abilities }: StorageBarProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { freeBytes, quotaBytes } = abilities
  if (quotaBytes === 0) return null
  const models = sum(rows.filter(({ state }) => state === 'here'))
  const arriving = sum(rows.filter(isArriving))
  // What the browser counts lags a little behind what has come.
  const rest = Math.max(0, quotaBytes - freeBytes - models - arriving)
  const shares: readonly (readonly [Kind, number, string])[] = [
    ['models', models, t('device.storageModels')],
    ['arriving', arriving, t('device.storageArriving')],
    ['rest', rest, t('device.storageRest')],
  ]
  const shown = shares.filter(([, bytes]) => bytes > 0)
  return (
    <SettingsList
      heading={t('device.storage')}
      aside={t('device.free', { free: format.bytes(freeBytes), allowed: format.bytes(quotaBytes) })}
      plain
    >
      <div className={styles.bar} aria-hidden="true">
        {shown.map(([kind, bytes]) => (
          <span key={kind} data-kind={kind} style={{ inlineSize: `${(bytes / quotaBytes) * 100}%` }} />
        ))}
      </div>
      <ul className={styles.key}>
        {shown.map(([kind, bytes, name]) => (
          <li key={kind}>
            <span className={styles.dot} data-kind={kind} />
            {name} {format.bytes(bytes)}
          </li>
        ))}
      </ul>
    </SettingsList>
  )
}
