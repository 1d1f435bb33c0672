/** Draws a thread, or a new one, into the page of a browser test, in a frame as high as the window. */

// First: its stylesheets fix the order of the layers.
import { draw, type DrawOptions, type Drawn, wipePage } from '../../../ui/testing/draw.tsx'
import { createId, type MessageId } from '@weft/shared/ids.ts'
import { testClock, testRandom, type TestClock } from '@weft/shared/testing/env.ts'
import type { ReactNode } from 'react'
import { PageContext } from '../../../worker/page-context.ts'
import { NewThreadPage } from '../new-thread-page.tsx'
import { ThreadPage } from '../thread-page.tsx'
import {
  createScriptedPage,
  type LiveAnswering,
  type ScriptedPage,
  type ScriptedPageOptions,
} from './scripted-page.ts'

export interface DrawnThread extends Drawn, ScriptedPage {
  /** Of the engine's side: drafts are stored by it. */
  readonly pageClock: TestClock
  /** What is drawn, for `redraw`. */
  readonly view: ReactNode
  readonly log: () => HTMLElement
  /** Articles that are drawn, in order. */
  readonly articles: () => readonly HTMLElement[]
  /** Has `parentId` answered, as another tab would. */
  readonly answer: (parentId: MessageId) => Promise<LiveAnswering>
}

export interface DrawThreadOptions extends DrawOptions {
  readonly refuse?: (name: string) => boolean
  readonly attachments?: ScriptedPageOptions['attachments']
  /** What was said before the page opens. */
  readonly said?: (page: ScriptedPage) => Promise<unknown>
  /** Opens at this message. */
  readonly at?: () => MessageId | undefined
  /** Draws the page that founds a thread instead. */
  readonly fresh?: boolean
}

let pages = 0
let open: ScriptedPage | undefined

/** Takes away what the last test drew, and its end of the live channel; call it after each. */
export const wipeThread = (): void => {
  wipePage()
  open?.close()
  open = undefined
}

export const drawThread = async ({
  refuse,
  attachments,
  said,
  at,
  fresh = false,
  ...options
}: DrawThreadOptions = {}): Promise<DrawnThread> => {
  pages += 1
  const pageClock = testClock()
  const scripted = await createScriptedPage({
    env: { clock: pageClock, random: testRandom(pages) },
    name: `conversation-test-${pages}`,
    ...(refuse ? { refuse } : {}),
    ...(attachments ? { attachments } : {}),
  })
  open = scripted
  await said?.(scripted)
  const frame = (inside: ReactNode): ReactNode => (
    <PageContext value={scripted.page}>
      <main style={{ blockSize: '100dvh', display: 'flex', flexDirection: 'column', minBlockSize: 0 }}>
        {inside}
      </main>
    </PageContext>
  )
  const view = fresh ? <NewThreadPage /> : <ThreadPage threadId={scripted.thread.roomId} at={at?.()} />
  const drawn = await draw(frame(view), options)
  const log = (): HTMLElement => {
    const found = document.querySelector<HTMLElement>('[role="log"]')
    if (!found) throw new Error('No conversation is drawn')
    return found
  }
  return {
    ...drawn,
    ...scripted,
    redraw: next => drawn.redraw(frame(next)),
    pageClock,
    view,
    log,
    articles: () => [...log().querySelectorAll<HTMLElement>('article')],
    answer: async parentId => {
      await scripted.page.engine.startRun({
        workspaceId: scripted.thread.workspaceId,
        threadId: scripted.thread.roomId,
        parentId,
        messageId: createId(scripted.page.env.random, 'msg'),
        model: scripted.model,
      })
      return scripted.answering()
    },
  }
}
