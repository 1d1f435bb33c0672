/** What others ask of the list of messages. */

import type { MessageId } from '@weft/shared/ids.ts'

export interface MessageListHandle {
  readonly toLatest: () => void
  /** Scrolls to a message and gives it the focus. */
  readonly goTo: (id: MessageId) => void
  readonly element: () => HTMLElement | null
  /** The first message that is in view. */
  readonly firstSeen: () => MessageId | undefined
}
