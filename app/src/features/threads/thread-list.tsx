/**
 * A list of threads and folders under headings: drawn only where it is seen, moved about in by keyboard, with the
 * menu of a row by button, right click, long press and Shift+F10. It is handed its items and asks for more when
 * the person comes near the end.
 */

import type { FolderId, ThreadId } from '@weft/shared/ids.ts'
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useText } from '../../ui/i18n/use-text.ts'
import { ContextMenu } from '../../ui/menu.tsx'
import { useUi } from '../../ui/ui.tsx'
import { useFolderMenu } from './folder-menu.tsx'
import { FolderRowView } from './folder-row.tsx'
import { headingText } from './heading-text.ts'
import type { ListItem } from './list-items.ts'
import type { ThreadRow } from './tables.ts'
import { useWaiting } from './thread-list-queries.ts'
import styles from './thread-list.module.css'
import { RenamingRow, type RowLook, ThreadRowView } from './thread-row.tsx'
import { useThreadMenu } from './thread-row-menu.tsx'
import { useHeight } from './use-height.ts'
import { useLongPress } from './use-long-press.ts'
import { useRovingRows } from './use-roving-rows.ts'
import { useStayingRow } from './use-staying-row.ts'
import type { SelectionBarHandle } from './bulk/selection-bar.tsx'
import { BulkNotice, SelectionBar } from './bulk/selection-bar-later.tsx'
import type { ListScope } from './list-scope.ts'
import { useChosenThreads } from './use-chosen-threads.ts'
import { useFollowEnd } from './use-follow-end.ts'

export interface ThreadListHandle {
  /** Gives the focus to the first row: from the search field down. */
  readonly focusFirst: () => void
}

export interface ThreadListProps {
  readonly items: readonly ListItem[]
  /** What *Select all* takes, read or not. */
  readonly scope: ListScope
  readonly look: RowLook
  readonly now: number
  readonly current: ThreadId | FolderId | undefined
  readonly answering: ReadonlySet<ThreadId>
  readonly onNearEnd?: (() => void) | undefined
  /** Up from the first row: back to the search field. */
  readonly onLeaveUp?: (() => void) | undefined
  /** Stands above the rows and scrolls with them. */
  readonly header?: ReactNode
  readonly ref?: Ref<ThreadListHandle> | undefined
}

interface OpenMenu {
  readonly item: ListItem
  readonly at: { readonly x: number; readonly y: number }
}

/** Rows before the end at which more are asked for. */
const nearEnd = 60

const estimate: Readonly<Record<RowLook, number>> = { desk: 32, phone: 66, page: 66 }

export const ThreadList = (props: ThreadListProps): ReactNode => {
  const { items, scope, look, now, current, answering, onNearEnd, onLeaveUp, header, ref } = props
  const t = useText()
  const { languages } = useUi()
  const menu = useThreadMenu()
  const folderMenu = useFolderMenu(menu.acts)
  const waiting = useWaiting()
  const box = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const [open, setOpen] = useState<OpenMenu>()
  const [renaming, setRenaming] = useState<ThreadId>()
  const [measureHeader, headerHeight] = useHeight()

  const threads = items.flatMap(item => (item.type === 'thread' ? [item.thread] : []))
  const roving = useRovingRows({
    keys: items.map(item => (item.type === 'heading' ? undefined : item.key)),
    initialKey: current,
    list: box,
    virtualizer,
  })
  const order = threads.map(thread => thread.roomId)
  const selection = useChosenThreads(scope, order, roving)
  const { selected } = selection
  const bar = useRef<SelectionBarHandle>(null)
  const followEnd = useFollowEnd(order.at(-1), roving.focusKey)
  const noteScroll = useStayingRow(
    items.map(item => item.key),
    virtualizer,
  )
  useImperativeHandle(ref, () => ({ focusFirst: roving.focusFirst }))

  const itemAt = (target: EventTarget): ListItem | undefined => {
    const key = target instanceof Element && target.closest<HTMLElement>('[data-key]')?.dataset['key']
    return items.find(item => item.key === key && item.type !== 'heading')
  }

  const openMenu = (target: EventTarget, at: OpenMenu['at']): boolean => {
    const item = itemAt(target)
    if (item === undefined || selected !== undefined) return false
    setOpen({ item, at })
    return true
  }
  /** A finger that rests on a thread begins to choose; what else there is to do with it is at the row's end. */
  const rested = (target: EventTarget, at: OpenMenu['at']): boolean => {
    const item = itemAt(target)
    if (item?.type !== 'thread') return openMenu(target, at)
    if (!selected?.has(item.key)) selection.begin(item.key)
    return true
  }
  const longPress = useLongPress(rested)

  const contextMenu = (event: MouseEvent): void => {
    const at = { x: event.clientX, y: event.clientY }
    const byFinger = event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch'
    if (byFinger ? rested(event.target, at) : openMenu(event.target, at)) event.preventDefault()
  }

  const openMenuByKey = (event: KeyboardEvent<HTMLElement>): void => {
    if (!(event.target instanceof HTMLElement)) return
    const { left, right, bottom } = event.target.getBoundingClientRect()
    const at = { x: event.target.matches(':dir(rtl)') ? right - 16 : left + 16, y: bottom }
    if (openMenu(event.target, at)) event.preventDefault()
  }

  const rename = (thread: ThreadRow): void => setRenaming(thread.roomId)

  const endRenaming = (thread: ThreadRow, title: string | undefined): void => {
    setRenaming(undefined)
    roving.focusKey(thread.roomId)
    if (title !== undefined) void menu.acts.rename(thread, title)
  }

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const item = itemAt(event.target)
    if (item === undefined || event.nativeEvent.isComposing) return
    const isFirst = item.key === roving.tabStop && items.find(other => other.type !== 'heading') === item
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenuByKey(event)
    else if (event.key === 'ArrowUp' && isFirst && onLeaveUp) onLeaveUp()
    else if (event.key === 'Delete' && selected) bar.current?.trash()
    else if (item.type === 'thread' && event.key === 'F2' && !selected) rename(item.thread)
    else if (item.type === 'thread' && event.key === 'Delete') void menu.acts.trash([item.thread])
    else if (selection.pressed(event, item.type === 'thread' ? item.key : undefined)) {
      // It is done.
    } else if (roving.move(event) === undefined) return
    event.preventDefault()
  }

  const opened = (event: MouseEvent, thread: ThreadRow): void => {
    if (!event.shiftKey) return
    event.preventDefault()
    const from = threads.find(({ roomId }) => roomId === current)?.roomId
    selection.extendTo(thread.roomId, from)
  }

  const toggled = (event: MouseEvent, thread: ThreadRow): void => {
    if (event.shiftKey) selection.extendTo(thread.roomId, undefined)
    else selection.toggle(thread.roomId)
  }

  const scrolled = (offset: number): void => {
    noteScroll(offset)
    const handle = virtualizer.current
    if (!handle || !onNearEnd) return
    if (handle.findItemIndex(offset + handle.viewportSize) > items.length - nearEnd) onNearEnd()
  }

  const row = (item: ListItem): ReactNode => {
    const shared = {
      isCurrent: item.key === current,
      isTabStop: item.key === roving.tabStop,
      isMenuOpen: open?.item.key === item.key,
      onMenu: (at: OpenMenu['at']) => setOpen({ item, at }),
    }
    switch (item.type) {
      case 'heading':
        return <h2 className={styles.heading}>{headingText(item.heading, t, languages.get().locale)}</h2>
      case 'folder':
        return <FolderRowView {...shared} folder={item.folder} count={item.count} />
      case 'thread':
        return item.key === renaming ? (
          <RenamingRow thread={item.thread} look={look} onDone={title => endRenaming(item.thread, title)} />
        ) : (
          <ThreadRowView
            {...shared}
            thread={item.thread}
            look={look}
            now={now}
            isAnswering={answering.has(item.key)}
            isWaiting={waiting.has(item.key)}
            isSelected={selected?.has(item.key)}
            onToggle={event => toggled(event, item.thread)}
            onOpen={event => opened(event, item.thread)}
          />
        )
    }
  }

  const entries =
    open?.item.type === 'thread'
      ? menu.entriesOf(open.item.thread, {
          onRename: rename,
          onSelect: thread => selection.begin(thread.roomId),
        })
      : open?.item.type === 'folder'
        ? folderMenu.entriesOf(open.item.folder)
        : []

  return (
    <div className={styles.list} data-look={look}>
      {menu.notice && <div className={styles.notice}>{menu.notice}</div>}
      {selection.problem && (
        <div className={styles.notice}>
          <BulkNotice problem={selection.problem} onClose={() => selection.setProblem(undefined)} />
        </div>
      )}
      {selected && (
        <div className={styles.choosing} role="presentation" onKeyDown={selection.pressedInBar}>
          <SelectionBar
            ref={bar}
            scope={scope}
            selected={selected}
            onChoose={selection.choose}
            onEnd={selection.end}
            onProblem={selection.setProblem}
          />
        </div>
      )}
      <div
        ref={box}
        className={styles.scroll}
        // Keys and pointers are of the rows inside it.
        role="presentation"
        onKeyDown={pressed}
        onContextMenu={contextMenu}
        onFocus={event => {
          const item = itemAt(event.target)
          if (item && item.key !== roving.tabStop) roving.noteFocus(item.key)
        }}
        {...longPress}
        {...followEnd}
      >
        {header !== undefined && <div ref={measureHeader}>{header}</div>}
        <Virtualizer
          ref={virtualizer}
          startMargin={headerHeight}
          data={items}
          as="ul"
          item="li"
          itemSize={estimate[look]}
          keepMounted={roving.tabStopIndex < 0 ? [] : [roving.tabStopIndex]}
          onScroll={scrolled}
        >
          {item => (
            <div key={item.key} data-key={item.key}>
              {row(item)}
            </div>
          )}
        </Virtualizer>
      </div>
      <ContextMenu
        label={
          open?.item.type === 'thread'
            ? open.item.thread.title || t('sidebar.untitled')
            : open?.item.type === 'folder'
              ? open.item.folder.name
              : ''
        }
        entries={entries}
        at={open?.at}
        onClose={() => setOpen(undefined)}
      />
      {menu.dialogs}
      {folderMenu.dialogs}
    </div>
  )
}
