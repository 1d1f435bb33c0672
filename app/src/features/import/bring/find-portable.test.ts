/** Where threads of Weft's own exports go on a device that holds several workspaces. */

import { createSourceIds } from '@weft/shared/crypto/source-ids.ts'
import { createSyncSealer } from '@weft/shared/crypto/sync-sealer.ts'
import { createId, type MessageId, type ThreadId, type WorkspaceId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import type { LookedPlace, Places } from './bring-place.ts'
import { findPortable } from './find-portable.ts'

const random = testRandom(8)
const homeId = createId(random, 'wsp')
const secondId = createId(random, 'wsp')
const threadId = createId(random, 'thr')
const messageId = createId(random, 'msg')

interface Held {
  /** Threads that are here, with their messages. */
  readonly here?: ReadonlyMap<ThreadId, readonly MessageId[]>
  readonly deleted?: readonly ThreadId[]
}

const placeOf = async (
  workspaceId: WorkspaceId,
  { here = new Map(), deleted = [] }: Held = {},
): Promise<LookedPlace> => {
  const ids = await createSourceIds(workspaceId, createSyncSealer(testRandom(3).bytes(32), testRandom(1)))
  const isDeleted = (id: ThreadId): boolean => deleted.includes(id)
  return {
    workspaceId,
    ids,
    threads: {
      isDeleted,
      idOf: ({ source, sourceId }) => {
        for (let attempt = 0; ; attempt += 1) {
          const id = ids.thread(source, sourceId, attempt)
          if (!isDeleted(id)) return id
        }
      },
      find: async wanted =>
        wanted.map(each => {
          const messages = here.get(each.threadId)
          return { threadId: each.threadId, here: messages ? new Set(messages) : null, inTrash: false }
        }),
    },
  }
}

const device = async (home: Held = {}, second: Held = {}): Promise<Places<LookedPlace>> => {
  const places = [await placeOf(homeId, home), await placeOf(secondId, second)] as const
  return { home: places[0], of: id => places.find(({ workspaceId }) => workspaceId === id) }
}

const find = async (places: Places<LookedPlace>, workspaceId?: WorkspaceId) => {
  const { place, found, isOwn, keepsIds, messageIds } = await findPortable(
    { threadId, messageIds: [messageId], workspaceId },
    places,
  )
  return { in: place.workspaceId, threadId: found.threadId, here: found.here, isOwn, keepsIds, messageIds }
}

const held = new Map([[threadId, [messageId]]])

describe('a thread of an export of Weft', () => {
  it.each([
    ['home', homeId],
    ['the second workspace', secondId],
  ])('goes back to %s, where it was written, as it was', async (_, workspaceId) => {
    expect(await find(await device(), workspaceId)).toEqual({
      in: workspaceId,
      threadId,
      here: null,
      isOwn: true,
      keepsIds: true,
      messageIds: [messageId],
    })
  })

  it('is found there, and never made a second time at home', async () => {
    const found = await find(await device({}, { here: held }), secondId)
    expect(found).toMatchObject({ in: secondId, threadId, here: new Set([messageId]) })
  })

  it.each([
    ['of a workspace that is not here', createId(random, 'wsp')],
    ['of which nobody knows where it was written', undefined],
  ])('%s goes home under derived names, the same each time', async (_, workspaceId) => {
    const first = await find(await device(), workspaceId)
    expect(first).toMatchObject({ in: homeId, here: null, isOwn: false, keepsIds: false })
    expect(first.threadId).not.toBe(threadId)
    expect(first.messageIds).not.toContain(messageId)
    const derived = new Map([[first.threadId, first.messageIds]])
    const again = await find(await device({ here: derived }), workspaceId)
    expect(again).toMatchObject({ threadId: first.threadId, here: new Set(first.messageIds) })
  })

  it('of which nobody knows where it was written is itself where it is here', async () => {
    expect(await find(await device({ here: held }))).toMatchObject({ threadId, keepsIds: true, isOwn: true })
  })

  it('that was deleted for good comes to its workspace as another', async () => {
    const first = await find(await device({}, { deleted: [threadId] }), secondId)
    expect(first).toMatchObject({ in: secondId, isOwn: true, keepsIds: false })
    expect(first.threadId).not.toBe(threadId)
    const second = await find(await device({}, { deleted: [threadId, first.threadId] }), secondId)
    expect([threadId, first.threadId]).not.toContain(second.threadId)
  })
})
