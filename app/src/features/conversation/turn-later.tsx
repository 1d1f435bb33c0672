/**
 * Views of a thread that a finished answer of words does not need: files, how an answer is being made, what went wrong, what a
 * tool did, editing, the search within it, what keeps it from going on. They are loaded once the thread can be read, so that
 * they are there before they are wanted.
 */

import { lazy, type ReactNode, useEffect } from 'react'
import { PartBoundary } from '../threads/part-boundary.tsx'
import type { AttachmentPartViewProps } from './attachment-part.tsx'
import type { EditMessageProps } from './edit-message.tsx'
import type { ErrorPartViewProps } from './error-part.tsx'
import type { FindBarProps } from './find-bar.tsx'
import type { RunStatusProps } from './run-status.tsx'
import type { SourcePartsProps } from './source-parts.tsx'
import type { ThreadNoticeProps } from './thread-notice.tsx'
import type { ToolStepProps } from './tool-call-part.tsx'
import type { TurnEndingProps } from './turn-ending.tsx'
import type { UnknownPartProps, UnreadableMessageProps } from './unknown-part.tsx'
import type { WaitingLineProps } from './waiting-line.tsx'

const loadAttachmentPart = () => import('./attachment-part.tsx')
const loadEditMessage = () => import('./edit-message.tsx')
const loadErrorPart = () => import('./error-part.tsx')
const loadFindBar = () => import('./find-bar.tsx')
const loadRunStatus = () => import('./run-status.tsx')
const loadSourceParts = () => import('./source-parts.tsx')
const loadThreadNotice = () => import('./thread-notice.tsx')
const loadToolStep = () => import('./tool-call-part.tsx')
const loadTurnEnding = () => import('./turn-ending.tsx')
const loadUnknownPart = () => import('./unknown-part.tsx')
const loadWaitingLine = () => import('./waiting-line.tsx')

const AttachmentPart = lazy(async () => ({ default: (await loadAttachmentPart()).AttachmentPartView }))
const EditMessageView = lazy(async () => ({ default: (await loadEditMessage()).EditMessage }))
const ErrorPart = lazy(async () => ({ default: (await loadErrorPart()).ErrorPartView }))
const FindBarView = lazy(async () => ({ default: (await loadFindBar()).FindBar }))
const RunStatusView = lazy(async () => ({ default: (await loadRunStatus()).RunStatus }))
const SourcePartsView = lazy(async () => ({ default: (await loadSourceParts()).SourceParts }))
const ThreadNoticeView = lazy(async () => ({ default: (await loadThreadNotice()).ThreadNotice }))
const ToolStepView = lazy(async () => ({ default: (await loadToolStep()).ToolStep }))
const TurnEndingView = lazy(async () => ({ default: (await loadTurnEnding()).TurnEnding }))
const UnknownPart = lazy(async () => ({ default: (await loadUnknownPart()).UnknownPartView }))
const Unreadable = lazy(async () => ({ default: (await loadUnknownPart()).UnreadableMessage }))
const WaitingLineView = lazy(async () => ({ default: (await loadWaitingLine()).WaitingLine }))

const inBoundary =
  <Props extends object>(View: (props: Props) => ReactNode) =>
  (props: Props): ReactNode => (
    <PartBoundary>
      <View {...props} />
    </PartBoundary>
  )

export const AttachmentPartView = inBoundary<AttachmentPartViewProps>(props => <AttachmentPart {...props} />)
export const EditMessage = inBoundary<EditMessageProps>(props => <EditMessageView {...props} />)
export const ErrorPartView = inBoundary<ErrorPartViewProps>(props => <ErrorPart {...props} />)
export const FindBar = inBoundary<FindBarProps>(props => <FindBarView {...props} />)
export const RunStatus = inBoundary<RunStatusProps>(props => <RunStatusView {...props} />)
export const SourceParts = inBoundary<SourcePartsProps>(props => <SourcePartsView {...props} />)
export const ThreadNotice = inBoundary<ThreadNoticeProps>(props => <ThreadNoticeView {...props} />)
export const ToolStep = inBoundary<ToolStepProps>(props => <ToolStepView {...props} />)
export const TurnEnding = inBoundary<TurnEndingProps>(props => <TurnEndingView {...props} />)
export const UnknownPartView = inBoundary<UnknownPartProps>(props => <UnknownPart {...props} />)
export const UnreadableMessage = inBoundary<UnreadableMessageProps>(props => <Unreadable {...props} />)
export const WaitingLine = inBoundary<WaitingLineProps>(props => <WaitingLineView {...props} />)

/** Fetches them when the page has nothing better to do. One that does not come is asked for again when it is drawn. */
export const useLoadLater = (): void => {
  useEffect(() => {
    const load = (): void => {
      const loads = [
        loadAttachmentPart(),
        loadRunStatus(),
        loadErrorPart(),
        loadTurnEnding(),
        loadEditMessage(),
        loadSourceParts(),
        loadToolStep(),
        // Its keys may be followed at once by what is looked for.
        loadFindBar(),
      ]
      void Promise.allSettled(loads)
    }
    // Safari has no idle callback; there a turn of the event loop after the first drawing must do.
    if (typeof requestIdleCallback !== 'function') {
      queueMicrotask(load)
      return undefined
    }
    const id = requestIdleCallback(load)
    return () => cancelIdleCallback(id)
  }, [])
}
