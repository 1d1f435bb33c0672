/** One filter of the search page: a button that says what is filtered by, and the menu that changes it. */

import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { Menu } from '../../ui/menu.tsx'
import styles from './search-filters.module.css'

export interface FilterMenuProps {
  readonly name: string
  readonly isOn: boolean
  readonly entries: readonly MenuEntry[]
}

export const FilterMenu = ({ name, isOn, entries }: FilterMenuProps): ReactNode => (
  <Menu
    label={name}
    entries={entries}
    trigger={props => (
      <Button {...props} size="small" data-on={isOn || undefined}>
        <bdi className={styles.name}>{name}</bdi>
        <Icon of={ChevronDown} tone="quiet" />
      </Button>
    )}
  />
)
