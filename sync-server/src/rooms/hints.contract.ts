/** What the nodes of one server hear of each other, whatever carries it. */

import { maxEphemeralBytes } from '@weft/shared/protocol/limits.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, test } from 'vitest'
import type { SessionId } from '../db/account-tables.ts'
import { roomId, sessionId, workspaceId } from '../testing/ids.ts'
import type { Hint, Hints, Said } from './hints.ts'

const random = testRandom(5)

const frame = (length: number, index = 1): Said => ({
  type: 'frame',
  room: { workspaceId: workspaceId(index), roomId: roomId(index) },
  frame: random.bytes(length),
})

const ended = (...sessionIds: readonly SessionId[]): Said => ({ type: 'sessions-ended', sessionIds })

/** What was said, without what every connection says of itself; bytes as one kind. */
const saidOf = (heard: readonly Hint[]): readonly Hint[] =>
  heard.flatMap<Hint>(hint => {
    if (hint.type === 'anything-moved') return []
    return hint.type === 'frame' ? [{ ...hint, frame: Uint8Array.from(hint.frame) }] : [hint]
  })

/** `startNodes`: of one server, each listening. */
export const hintsContract = (
  name: string,
  startNodes: (names: readonly string[]) => Promise<readonly Hints[]>,
): void => {
  const start = async () => {
    const nodes = await startNodes(['here', 'there', 'yonder'])
    return nodes.map(hints => {
      const heard: Hint[] = []
      const unsubscribe = hints.subscribe(hint => heard.push(hint))
      return { say: hints.say, unsubscribe, said: () => saidOf(heard) }
    })
  }

  describe(`hints: ${name}`, () => {
    test('what one node says the others hear in its order, and it does not', async () => {
      const [here, there, yonder] = await start()
      const all: readonly Said[] = [
        ended(sessionId(1), sessionId(2)),
        { type: 'joined', workspaceId: workspaceId(1) },
        { type: 'listening', workspaceId: workspaceId(2) },
      ]
      for (const said of all) here?.say(said)
      for (const node of [there, yonder]) await expect.poll(() => node?.said()).toEqual(all)
      there?.say(ended(sessionId(3)))
      await expect.poll(() => here?.said()).toEqual([ended(sessionId(3))])
      expect(there?.said()).toEqual(all)
    })

    test('frames come as they were, the empty and the longest too', async () => {
      const [here, there] = await start()
      const frames = [frame(0), frame(1, 2), frame(5_926), frame(maxEphemeralBytes + 16, 3)]
      for (const said of frames) {
        here?.say(said)
        await expect.poll(() => there?.said().length).toBe(frames.indexOf(said) + 1)
      }
      expect(there?.said()).toEqual(frames)
    })

    test('what two nodes say at once is not mixed up', async () => {
      const [here, there, yonder] = await start()
      const [first, second] = [frame(30_000, 1), frame(30_000, 2)]
      here?.say(first)
      there?.say(second)
      await expect.poll(() => yonder?.said().length).toBe(2)
      expect(yonder?.said()).toEqual(expect.arrayContaining([first, second]))
    })

    test('whoever has left hears nothing', async () => {
      const [here, there, yonder] = await start()
      there?.unsubscribe()
      here?.say(ended(sessionId(1)))
      await expect.poll(() => yonder?.said().length).toBe(1)
      expect(there?.said()).toEqual([])
    })
  })
}
