/** Portable threads by place, for properties of trees. */

import { Stamp } from '@weft/shared/clock.ts'
import { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { base32Alphabet } from '@weft/shared/ids.ts'
import type { PortableMessage, PortableThread } from '../portable-thread.ts'

const idAt = (place: number): MessageId =>
  MessageId.parse(`msg_${(base32Alphabet[place % 32] ?? 'a').repeat(26)}`)

export interface PlacedMessage {
  readonly place: number
  readonly parent: number | null
  readonly deleted: boolean
  readonly order: number
}

export const messageOf = ({ place, parent, deleted, order }: PlacedMessage): PortableMessage => ({
  id: idAt(place),
  parentId: parent === null ? null : idAt(parent),
  role: place % 2 === 0 ? 'user' : 'assistant',
  stamp: Stamp.parse(order.toString(16).padStart(16, '0')),
  createdAt: 1_700_000_000_000 + order,
  parts: [{ type: 'text', text: `words ${place}` }],
  status: 'complete',
  ...(deleted ? { deleted: true as const } : {}),
})

export const threadOf = (messages: readonly PortableMessage[], leaf?: number): PortableThread => ({
  id: ThreadId.parse(`thr_${'a'.repeat(26)}`),
  createdAt: 0,
  messages: [...messages],
  ...(leaf === undefined ? {} : { leaf: idAt(leaf) }),
})
