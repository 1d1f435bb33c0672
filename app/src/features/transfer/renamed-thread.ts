/** A thread under other names: what comes into a workspace that it was not written in has ids of that workspace. Pure. */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { definedFields } from '../../core/defined-fields.ts'
import type { PortableMessage, PortableThread } from './portable-thread.ts'

export interface ThreadNames {
  readonly thread: (id: ThreadId) => ThreadId
  /** `threadId`: what the thread is called here. */
  readonly message: (threadId: ThreadId, id: MessageId) => MessageId
}

/** The folder stays as it is: where a thread lies is another question. */
export const renameIds = (thread: PortableThread, ids: ThreadNames): PortableThread => {
  const threadId = ids.thread(thread.id)
  const rename = (message: PortableMessage): PortableMessage => ({
    ...message,
    id: ids.message(threadId, message.id),
    parentId: message.parentId && ids.message(threadId, message.parentId),
  })
  return {
    ...thread,
    id: threadId,
    ...definedFields({ leaf: thread.leaf && ids.message(threadId, thread.leaf) }),
    messages: thread.messages.map(rename),
  }
}
