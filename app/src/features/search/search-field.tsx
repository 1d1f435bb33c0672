/** The field that searches threads. What it found stands below it; Down goes there, Esc empties it. */

import { Search, X } from 'lucide-react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { KeyCap } from '../../ui/key-cap.tsx'
import type { Shortcut } from '../../ui/shortcut.ts'
import styles from './search-field.module.css'

export interface SearchFieldProps {
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly placeholder: string
  /** What it is called; “Search” where nothing else is. */
  readonly label?: string | undefined
  /** A row of the sidebar, or a field with a line round it. */
  readonly look: 'desk' | 'phone' | 'page'
  /** Shown at the end while the field is empty. */
  readonly shortcut?: Shortcut | undefined
  readonly onDown: () => void
  readonly onEnter: () => void
  readonly ref?: Ref<HTMLInputElement>
}

export const SearchField = (props: SearchFieldProps): ReactNode => {
  const { query, onQuery, placeholder, label, look, shortcut, onDown, onEnter, ref } = props
  const t = useText()

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') onDown()
    else if (event.key === 'Enter') onEnter()
    else if (event.key === 'Escape' && query !== '') onQuery('')
    else return
    event.preventDefault()
  }

  return (
    // A label, so that a press beside the words also begins a search.
    <label className={styles.field} data-look={look}>
      <Icon of={Search} tone="quiet" />
      <input
        ref={ref}
        className={styles.input}
        type="search"
        aria-label={label ?? t('sidebar.search')}
        placeholder={placeholder}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        value={query}
        onChange={event => onQuery(event.target.value)}
        onKeyDown={pressed}
      />
      {query !== '' ? (
        <IconButton
          label={t('sidebar.clearSearch')}
          icon={X}
          size="small"
          onClick={event => {
            event.preventDefault()
            onQuery('')
            event.currentTarget.closest('label')?.querySelector('input')?.focus()
          }}
        />
      ) : (
        shortcut !== undefined && <KeyCap of={shortcut} />
      )}
    </label>
  )
}
