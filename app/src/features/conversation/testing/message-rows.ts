/** Rows of one line of messages for tests of what is made of them: each stands below the one before it. */

import type { Stamp } from '@weft/shared/clock.ts'
import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { MessageRow } from '../../threads/tables.ts'
import type { PathStep } from '../../threads/thread-path.ts'

const random = testRandom(5)
const workspaceId = createId(random, 'wsp')
const roomId = createId(random, 'thr')

export type Said = Partial<MessageRow> & Pick<MessageRow, 'role'>

export const messageRows = (said: readonly Said[]): readonly MessageRow[] => {
  const rows: MessageRow[] = []
  for (const [index, message] of said.entries()) {
    rows.push({
      workspaceId,
      roomId,
      parentKey: rows.at(-1)?.id ?? '',
      stamp: index.toString(16).padStart(16, '0') as Stamp,
      id: createId(random, 'msg'),
      createdAt: index,
      parts: [],
      status: 'complete',
      continues: false,
      ...message,
    })
  }
  return rows
}

export const stepsOf = (rows: readonly MessageRow[]): readonly PathStep[] =>
  rows.map(({ id }) => ({ id, siblings: [id], index: 0 }))

export const textPart = (text: string) => ({ type: 'text', text }) as const
