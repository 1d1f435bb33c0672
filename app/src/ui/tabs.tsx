/**
 * Tabs by the ARIA pattern: one stop for Tab, arrows move and choose at once. `line` is a row with a woad thread
 * under the open one; `index` is the list at the side of settings.
 */
import type { KeyboardEvent, ReactNode } from 'react'
import { Icon, type IconShape } from './icon.tsx'
import styles from './tabs.module.css'

export interface Tab<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly icon?: IconShape | undefined
}

export interface TabListProps<Value extends string> {
  /** Ties the tabs to their panels; unique on the page. */
  readonly id: string
  readonly label: string
  /** `undefined` when none is open: on a phone the index stands alone. */
  readonly value: Value | undefined
  readonly tabs: readonly Tab<Value>[]
  readonly onSelect: (value: Value) => void
  readonly look?: 'line' | 'index' | undefined
}

const step = (
  key: string,
  count: number,
  here: number,
  vertical: boolean,
  rtl: boolean,
): number | undefined => {
  const forward = vertical ? 'ArrowDown' : rtl ? 'ArrowLeft' : 'ArrowRight'
  const back = vertical ? 'ArrowUp' : rtl ? 'ArrowRight' : 'ArrowLeft'
  switch (key) {
    case forward:
      return (here + 1) % count
    case back:
      return (here - 1 + count) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

export const TabList = <Value extends string>({
  id,
  label,
  value,
  tabs,
  onSelect,
  look = 'line',
}: TabListProps<Value>): ReactNode => {
  const vertical = look === 'index'
  const stop = value ?? tabs[0]?.value

  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const here = tabs.findIndex(tab => `${id}-tab-${tab.value}` === document.activeElement?.id)
    const rtl = event.currentTarget.matches(':dir(rtl)')
    const next = tabs[step(event.key, tabs.length, here, vertical, rtl) ?? -1]
    if (!next) return
    event.preventDefault()
    document.getElementById(`${id}-tab-${next.value}`)?.focus()
    onSelect(next.value)
  }

  return (
    <div
      className={styles.tabs}
      data-look={look}
      role="tablist"
      aria-label={label}
      aria-orientation={vertical ? 'vertical' : 'horizontal'}
      onKeyDown={pressed}
    >
      {tabs.map(tab => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={`${id}-tab-${tab.value}`}
          className={styles.tab}
          aria-selected={tab.value === value}
          aria-controls={tab.value === value ? `${id}-panel-${tab.value}` : undefined}
          tabIndex={tab.value === stop ? 0 : -1}
          onClick={() => onSelect(tab.value)}
        >
          {tab.icon && <Icon of={tab.icon} />}
          <span className={styles.word}>
            {tab.label}
            {/* The strong face is wider; its place is kept, so nothing moves when the choice does. */}
            <span className={styles.strong} data-label={tab.label} aria-hidden="true" />
          </span>
        </button>
      ))}
    </div>
  )
}

export interface TabPanelProps {
  /** The `id` of its tab list. Undefined while no list is in view: then it is a place like any other. */
  readonly of: string | undefined
  readonly value: string
  readonly children: ReactNode
}

/** Draw it for the open tab only. */
export const TabPanel = ({ of: id, value, children }: TabPanelProps): ReactNode => (
  <div
    className={styles.panel}
    {...(id !== undefined && {
      role: 'tabpanel',
      id: `${id}-panel-${value}`,
      'aria-labelledby': `${id}-tab-${value}`,
      tabIndex: 0,
    })}
  >
    {children}
  </div>
)
