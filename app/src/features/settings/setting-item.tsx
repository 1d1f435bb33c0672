/** An item that the search can lead to. */

import type { ReactNode } from 'react'
import { SettingsItem, type SettingsItemProps } from '../../ui/settings-item.tsx'
import { useFound } from './use-found.ts'

export interface SettingItemProps extends Omit<SettingsItemProps, 'found' | 'ref'> {
  /** Its name in `settings-tabs.ts`. */
  readonly setting: string
}

export const SettingItem = ({ setting, ...item }: SettingItemProps): ReactNode => (
  <SettingsItem {...item} {...useFound(setting)} />
)
