/**
 * The conversation as a list in which only what is near is drawn, from the first message to the ten-thousandth.
 * One place in the list is one step of the path; a message that belongs to the answer above it takes no room.
 *
 * The browser's find-in-page sees what is drawn, so in a long thread it finds what is near; the search of the
 * app finds all.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import { ArrowDown } from 'lucide-react'
import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { tryInFrames } from '../../ui/try-in-frames.ts'
import type { RunRow } from '../runs/tables.ts'
import { Announcer } from './announcer.tsx'
import styles from './message-list.module.css'
import type { MessageListHandle } from './message-list-handle.ts'
import type { MessageStore } from './message-store.ts'
import { PartBoundary } from '../threads/part-boundary.tsx'
import { rowReader } from './run-to-row.ts'
import { useThreadView } from './thread-context.ts'
import type { PathStep, ThreadPath } from '../threads/thread-path.ts'
import { TurnView } from './turn-view.tsx'
import { type Sought, useArrival } from './use-arrival.ts'
import { entryAt } from './turns.ts'
import { useFollow } from './use-follow.ts'
import { rowsAround } from './row-window.ts'

export interface MessageListProps {
  readonly ref?: Ref<MessageListHandle>
  readonly path: ThreadPath
  readonly store: MessageStore
  /** Answers being made, and those that have just ended. */
  readonly runById: ReadonlyMap<MessageId, RunRow>
  /** Opens there instead of at the end. */
  readonly at?: Sought | undefined
  /** What was sought is in view, in this article. */
  readonly onArrive?: (article: HTMLElement, sought: Sought) => void
}

/** Drawn beyond what is seen, pixels: a fling passes about this much between two frames. */
const overscan = 1200

const focusOn = (article: HTMLElement): void => article.focus({ preventScroll: true })

/** Whether what stands above the end of the thread comes with this path: everything that is drawn moves down by it. */
const useGrownAbove = ({ above }: ThreadPath): boolean => {
  const [aboveBefore, setAboveBefore] = useState(above)
  // oxlint-disable-next-line react/set-state-in-effect -- what was on the screen, which is known once this is
  useLayoutEffect(() => setAboveBefore(above), [above])
  return aboveBefore !== null && above === null
}

/** Messages at the end that are always drawn. */
const keptAtEnd = 4

export const MessageList = ({ ref, path, store, runById, at, onArrive }: MessageListProps): ReactNode => {
  const t = useText()
  const { editing, actions } = useThreadView()
  const { steps } = path
  useSyncExternalStore(store.subscribe, store.version)
  const log = useRef<HTMLDivElement>(null)
  const list = useRef<VirtualizerHandle>(null)
  const [focused, setFocused] = useState<number>()
  const { away, follow } = useFollow(log)
  const isGrownAbove = useGrownAbove(path)

  const getRow = rowReader(store, runById)

  /** Reads what is seen and around it; called for every move, costs nothing while the window stays. */
  const look = useCallback((): void => {
    const handle = list.current
    // Before it is measured it stands at the top, which nobody looks at.
    if (!handle || handle.viewportSize === 0) return
    const first = handle.findItemIndex(handle.scrollOffset)
    const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize)
    store.watch(rowsAround(path, first, last))
  }, [path, store])

  useLayoutEffect(look, [look])

  /** The article in which the message at `index` stands: its own, or that of the answer it belongs to. */
  const articleAt = (index: number): HTMLElement | null | undefined => {
    let place = index
    while (place > 0 && entryAt(steps, place, getRow).type === 'joined') place -= 1
    return log.current?.querySelector<HTMLElement>(`[data-step="${place}"] article`)
  }

  const goTo = (index: number, then: (article: HTMLElement) => void = focusOn): void => {
    follow.current?.letGo()
    const reach = (): boolean => {
      const article = articleAt(index)
      // What is not measured yet is hidden, and can neither be scrolled to nor take the focus.
      if (!article?.checkVisibility({ visibilityProperty: true })) return false
      article.scrollIntoView({ block: 'nearest' })
      then(article)
      return true
    }
    if (reach()) return
    list.current?.scrollToIndex(index, { align: 'nearest' })
    // Drawn and read within a few frames, wherever it was.
    tryInFrames(reach)
  }

  useArrival({
    at,
    path,
    goTo: (index, sought) =>
      goTo(index, article => {
        if (!sought.keepsFocus) focusOn(article)
        onArrive?.(article, sought)
      }),
    show: id => actions.show(id),
  })

  useImperativeHandle(ref, () => ({
    toLatest: () => follow.current?.toLatest(),
    goTo: id => {
      const index = steps.findIndex(step => step.id === id)
      if (index >= 0) goTo(index)
    },
    element: () => log.current,
    firstSeen: () => {
      const handle = list.current
      return handle ? steps[handle.findItemIndex(handle.scrollOffset)]?.id : undefined
    },
  }))

  const stepOf = (target: EventTarget): number | undefined => {
    const place =
      target instanceof Element ? target.closest<HTMLElement>('[data-step]')?.dataset['step'] : undefined
    return place === undefined ? undefined : Number(place)
  }

  /** Arrows walk from message to message once one has the focus; before that they scroll, as everywhere. */
  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const onArticle = event.target instanceof Element && event.target.matches('article')
    const from = stepOf(event.target)
    if (!onArticle || from === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    const direction = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    let to = from + direction
    while (to >= 0 && to < steps.length && entryAt(steps, to, getRow).type === 'joined') to += direction
    if (to >= 0 && to < steps.length) goTo(to)
  }

  const edited = editing === null ? -1 : steps.findIndex(step => step.id === editing)
  // The end of the thread stays whole, so that a question stands above a long answer for whoever searches or reads aloud.
  const end = Array.from({ length: keptAtEnd }, (_, back) => steps.length - 1 - back)
  const kept = [...new Set([focused ?? -1, edited, ...end])].filter(
    index => index >= 0 && index < steps.length,
  )

  const draw = (step: PathStep, index: number): ReactNode => {
    const entry = entryAt(steps, index, getRow)
    const isFirst = index === 0 && path.above === null
    switch (entry.type) {
      case 'joined':
        return null
      case 'unloaded':
        return <div className={styles.unloaded} data-first={isFirst || undefined} aria-hidden="true" />
      case 'turn': {
        const below = index + entry.messages.length
        const lastId = entry.messages.at(-1)?.id ?? step.id
        return (
          <div
            className={styles.place}
            data-first={isFirst || undefined}
            data-last={below === steps.length || undefined}
          >
            <PartBoundary>
              <TurnView
                turn={entry}
                run={store.get(lastId) ? undefined : runById.get(lastId)}
                above={steps[index - 1]?.id ?? path.above}
                isLast={below === steps.length}
              />
            </PartBoundary>
          </div>
        )
      }
    }
  }

  return (
    <div className={styles.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it scrolls, by the keyboard too, and arrows move the focus among its articles */}
      <div
        ref={log}
        className={styles.log}
        role="log"
        aria-label={t('thread.conversation')}
        // Every token would be read aloud, and every message that scrolling draws; the announcer says what is new.
        aria-live="off"
        tabIndex={0}
        onKeyDown={pressed}
        onFocus={(event: FocusEvent) => setFocused(stepOf(event.target))}
        onBlur={() => setFocused(undefined)}
      >
        <Virtualizer
          ref={list}
          scrollRef={log}
          data={steps}
          bufferSize={overscan}
          keepMounted={kept}
          shift={isGrownAbove}
          onScroll={look}
          onResize={look}
        >
          {(step, index) => (
            <div key={step.id} className={styles.column} data-step={index}>
              {draw(step, index)}
            </div>
          )}
        </Virtualizer>
      </div>
      {away && (
        <div className={styles.toLatest}>
          <IconButton
            label={t('thread.toLatest')}
            icon={ArrowDown}
            onClick={() => follow.current?.toLatest()}
          />
        </div>
      )}
      <Announcer run={[...runById.values()].at(-1)} />
    </div>
  )
}
