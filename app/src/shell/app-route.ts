/** Which thread or folder the address names. What is typed into the address bar is parsed here and nowhere else. */

import type { FolderId, MessageId, ThreadId } from '@weft/shared/ids.ts'
import { useLocation } from 'wouter'

/** The same as in `shared/ids.ts`, without a schema library on the first screen. */
export const isThreadId = (text: string | undefined): text is ThreadId =>
  text !== undefined && /^thr_[a-z2-7]{26}$/.test(text)

export const isFolderId = (text: string | undefined): text is FolderId =>
  text !== undefined && /^fld_[a-z2-7]{26}$/.test(text)

export const isMessageId = (text: string | undefined): text is MessageId =>
  text !== undefined && /^msg_[a-z2-7]{26}$/.test(text)

export interface AppRoute {
  readonly threadId: ThreadId | undefined
  readonly folderId: FolderId | undefined
}

const parseRoute = (path: string): AppRoute => {
  const [, place, id] = path.split('/')
  return {
    threadId: place === 't' && isThreadId(id) ? id : undefined,
    folderId: place === 'folder' && isFolderId(id) ? id : undefined,
  }
}

export const useAppRoute = (): AppRoute => parseRoute(useLocation()[0])
