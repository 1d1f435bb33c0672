import type { MessageId, ThreadId } from '@weft/shared/ids.ts'

/** Opens a thread at one of its messages (`shell/routes.tsx`). */
export const addressOf = (threadId: ThreadId, messageId: MessageId): string => `/t/${threadId}?m=${messageId}`
