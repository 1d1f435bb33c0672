/**
 * The command palette: threads by their titles, what was said in them, then everything that can be done here. Focus stays in the field;
 * the arrows move through the results, as assistive technology knows it from a combobox.
 */

import { MessageSquareText, Search, TextQuote } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { speakOfMeaning } from '../../ui/i18n/catalogues/en-meaning.ts'
import { speakOfSearch } from '../../ui/i18n/catalogues/en-search.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon, type IconShape } from '../../ui/icon.tsx'
import { KeyCap } from '../../ui/key-cap.tsx'
import { firstFocus, Modal } from '../../ui/modal.tsx'
import { isShortcut } from '../../ui/shortcut.ts'
import { useUi } from '../../ui/ui.tsx'
import { Marked } from '../search/marked.tsx'
import styles from './palette.module.css'
import { type PaletteEntry, type PaletteGroup, usePaletteGroups } from './use-palette-groups.ts'
import { useShortcutOf } from '../actions/use-actions.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()
speakOfMeaning()
speakOfSearch()
speakOfSettings()

export interface PaletteProps {
  readonly onClose: () => void
}

export const Palette = ({ onClose }: PaletteProps): ReactNode => {
  const t = useText()
  return (
    <Modal open onClose={onClose} shape="palette" label={t('palette.title')}>
      <PaletteBody onClose={onClose} />
    </Modal>
  )
}

const PaletteBody = ({ onClose }: PaletteProps): ReactNode => {
  const t = useText()
  const { apple } = useUi()
  const id = useId()
  const [query, setQuery] = useState('')
  /** By its key: what is found later must not move under a finger. */
  const [near, setNear] = useState<string>()
  const groups = usePaletteGroups(query)
  const list = useRef<HTMLDivElement>(null)
  const ownKeys = useShortcutOf('palette.open')

  const entries = groups.flatMap(group => group.entries)
  const nearEntry = entries.find(({ key }) => key === near) ?? entries[0]
  const optionId = (entry: PaletteEntry): string => `${id}-${entry.key}`

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [nearEntry?.key])

  // The palette is gone, and the focus is back, before the action takes either elsewhere.
  const choose = (entry: PaletteEntry): void => {
    flushSync(onClose)
    entry.run()
  }

  const move = (step: number): void => {
    const count = entries.length
    const at = nearEntry ? entries.indexOf(nearEntry) : 0
    setNear(entries[(at + step + count) % count]?.key)
  }

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && nearEntry) choose(nearEntry)
    else if (ownKeys !== undefined && isShortcut(event, ownKeys, apple)) onClose()
    else return
    event.preventDefault()
  }

  return (
    <div className={styles.palette}>
      <div className={styles.field}>
        <Icon of={Search} size="large" tone="quiet" />
        <input
          {...firstFocus}
          className={styles.input}
          role="combobox"
          aria-label={t('palette.command')}
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={nearEntry && optionId(nearEntry)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          placeholder={t('palette.placeholder')}
          value={query}
          onChange={event => {
            setQuery(event.target.value)
            setNear(undefined)
          }}
          onKeyDown={pressed}
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        className={styles.list}
        role="listbox"
        aria-label={t('palette.results')}
        tabIndex={-1}
      >
        {groups.map(group => (
          <Group key={group.key} group={group}>
            {group.entries.map(entry => (
              <Option
                key={entry.key}
                id={optionId(entry)}
                entry={entry}
                isNear={entry === nearEntry}
                onChoose={() => choose(entry)}
                onPoint={() => setNear(entry.key)}
              />
            ))}
          </Group>
        ))}
      </div>
      {entries.length === 0 && (
        <p className={styles.none} role="status">
          {t('palette.noHits', { words: query.trim() })}
        </p>
      )}
      <PaletteFoot />
    </div>
  )
}

const PaletteFoot = (): ReactNode => {
  const t = useText()
  return (
    <div className={styles.foot} aria-hidden="true">
      <span>
        <kbd>↑↓</kbd> {t('palette.choose')}
      </span>
      <span>
        <kbd>↵</kbd> {t('palette.open')}
      </span>
      <span className={styles.last}>
        <KeyCap of="escape" /> {t('palette.close')}
      </span>
    </div>
  )
}

interface GroupProps {
  readonly group: PaletteGroup
  readonly children: ReactNode
}

const Group = ({ group, children }: GroupProps): ReactNode => {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id}>
      <div className={styles.group} id={id}>
        {group.name}
      </div>
      {children}
    </div>
  )
}

interface OptionProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly isNear: boolean
  readonly onChoose: () => void
  readonly onPoint: () => void
}

const Option = ({ id, entry, isNear, onChoose, onPoint }: OptionProps): ReactNode => {
  const format = useFormat()
  const { clock } = useUi()
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keyboard is the combobox's
    <div
      id={id}
      className={styles.option}
      role="option"
      aria-selected={isNear}
      onClick={onChoose}
      onPointerMove={onPoint}
    >
      <Icon of={iconOf(entry)} tone="quiet" />
      <span className={styles.name} dir="auto">
        <Marked text={entry.name} marks={entry.marks} />
        {entry.type === 'thread' && entry.folder !== undefined && (
          <bdi className={styles.folder}>
            {'\u2002'}
            {entry.folder}
          </bdi>
        )}
      </span>
      {entry.type === 'thread' && (
        <time className={styles.end}>{format.when(entry.lastAt, clock.now())}</time>
      )}
      {entry.type === 'message' && (
        <span className={styles.origin} dir="auto">
          {entry.thread}
        </span>
      )}
      {entry.type === 'command' && entry.shortcut !== undefined && <KeyCap of={entry.shortcut} />}
    </div>
  )
}

const iconOf = (entry: PaletteEntry): IconShape => {
  switch (entry.type) {
    case 'thread':
      return MessageSquareText
    case 'message':
      return TextQuote
    case 'command':
      return entry.icon
  }
}
