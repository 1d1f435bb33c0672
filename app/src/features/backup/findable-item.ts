/** How the page of settings draws an item that its search leads to. It comes after backups, so it hands this in. */

import type { ReactNode } from 'react'
import type { SettingsItemProps } from '../../ui/settings-item.tsx'

export interface FindableItemProps extends Omit<SettingsItemProps, 'found' | 'ref'> {
  /** What its address calls it. */
  readonly setting: string
}

export type FindableItem = (props: FindableItemProps) => ReactNode
