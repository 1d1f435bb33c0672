import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { queryValue } from './query-value.ts'

/**
 * Opens a thread at one of its messages (`shell/routes.tsx`). `words` are what was searched for, as they were typed: they are
 * marked in it on arrival.
 */
export const addressOf = (threadId: ThreadId, messageId: MessageId, words?: string): string =>
  `/t/${threadId}?m=${messageId}${words === undefined ? '' : `&q=${queryValue(words)}`}`
