/** What is in Trash, as a list of any length: drawn only where it is seen, moved about in and chosen from by keyboard. */

import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import type { SelectionBarHandle } from './bulk/selection-bar.tsx'
import { BulkNotice, SelectionBar } from './bulk/selection-bar-later.tsx'
import { trashScope } from './list-scope.ts'
import type { ThreadRow } from './tables.ts'
import styles from './thread-list.module.css'
import { TrashRow } from './trash-row.tsx'
import { useChosenThreads } from './use-chosen-threads.ts'
import { useHeight } from './use-height.ts'
import { useLongPress } from './use-long-press.ts'
import { useRovingRows } from './use-roving-rows.ts'

export interface TrashListProps {
  readonly threads: readonly ThreadRow[]
  readonly now: number
  /** Stands above the rows and scrolls with them. */
  readonly header: ReactNode
  readonly onPutBack: (thread: ThreadRow) => void
  /** For good; it is asked about. */
  readonly onForget: (thread: ThreadRow) => void
}

/** A row before it is measured, pixels. */
const estimate = 66

export const TrashList = ({ threads, now, header, onPutBack, onForget }: TrashListProps): ReactNode => {
  const box = useRef<HTMLDivElement>(null)
  const virtualizer = useRef<VirtualizerHandle>(null)
  const bar = useRef<SelectionBarHandle>(null)
  const [measureHeader, headerHeight] = useHeight()
  const order = threads.map(({ roomId }) => roomId)
  const roving = useRovingRows({ keys: order, initialKey: undefined, list: box, virtualizer })
  const selection = useChosenThreads(trashScope, order, roving)
  const { selected } = selection

  const threadAt = (target: EventTarget): ThreadRow | undefined => {
    const key = target instanceof Element && target.closest<HTMLElement>('[data-key]')?.dataset['key']
    return threads.find(({ roomId }) => roomId === key)
  }

  const longPress = useLongPress(target => {
    const thread = threadAt(target)
    if (thread && !selected?.has(thread.roomId)) selection.begin(thread.roomId)
  })

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const thread = threadAt(event.target)
    if (thread === undefined || event.nativeEvent.isComposing) return
    if (event.key === 'Delete' && selected) bar.current?.trash()
    else if (event.key === 'Delete') onForget(thread)
    else if (!selection.pressed(event, thread.roomId) && roving.move(event) === undefined) return
    event.preventDefault()
  }

  return (
    <div className={styles.list} data-look="page">
      {selection.problem && (
        <div className={styles.notice}>
          <BulkNotice problem={selection.problem} onClose={() => selection.setProblem(undefined)} />
        </div>
      )}
      {selected && (
        <div className={styles.choosing} role="presentation" onKeyDown={selection.pressedInBar}>
          <SelectionBar
            ref={bar}
            scope={trashScope}
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
        onFocus={event => {
          const thread = threadAt(event.target)
          if (thread && thread.roomId !== roving.tabStop) roving.noteFocus(thread.roomId)
        }}
        {...longPress}
      >
        <div ref={measureHeader}>{header}</div>
        <Virtualizer
          ref={virtualizer}
          startMargin={headerHeight}
          data={threads}
          as="ul"
          item="li"
          itemSize={estimate}
          keepMounted={roving.tabStopIndex < 0 ? [] : [roving.tabStopIndex]}
        >
          {thread => (
            <div key={thread.roomId} data-key={thread.roomId}>
              <TrashRow
                thread={thread}
                now={now}
                isTabStop={thread.roomId === roving.tabStop}
                isSelected={selected?.has(thread.roomId)}
                onToggle={event =>
                  event.shiftKey
                    ? selection.extendTo(thread.roomId, undefined)
                    : selection.toggle(thread.roomId)
                }
                onPutBack={() => onPutBack(thread)}
                onForget={() => onForget(thread)}
              />
            </div>
          )}
        </Virtualizer>
      </div>
    </div>
  )
}
