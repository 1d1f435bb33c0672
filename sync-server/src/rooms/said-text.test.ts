import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roomId, sessionId, workspaceId } from '../testing/ids.ts'
import type { Said } from './hints.ts'
import { formatSaid, parseSaid } from './said-text.ts'

const index = fc.nat({ max: 1_000_000 })

const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({
    type: fc.constant('sessions-ended' as const),
    sessionIds: fc.array(index.map(sessionId)),
  }),
  fc.record({
    type: fc.constantFrom('joined' as const, 'listening' as const),
    workspaceId: index.map(workspaceId),
  }),
  fc.record({
    type: fc.constant('frame' as const),
    room: fc.record({ workspaceId: index.map(workspaceId), roomId: index.map(roomId) }),
    frame: fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes)),
  }),
)

test('what one node writes another reads, each on a line of its own', () => {
  fc.assert(
    fc.property(fc.array(said), all => {
      const lines = all.map(formatSaid)
      expect(lines.join('')).toMatch(/^[ -~]*$/)
      expect(parseSaid(lines)).toEqual(all)
    }),
  )
})

test.each([
  '',
  'greeting x',
  `ended ${sessionId(1)} x`,
  `listening ${sessionId(1)}`,
  `joined ${workspaceId(1)} ${workspaceId(2)}`,
  'listening',
  `frame ${workspaceId(1)} ${roomId(1)}`,
  `frame ${workspaceId(1)} ${roomId(1)} not-base-64`,
  `frame ${workspaceId(1)} ${roomId(1)} AAAA more`,
  `frame ${workspaceId(1)} wrong AAAA`,
])('what is not understood (%s) is left out, and what stands beside it is not', line => {
  const good: Said = { type: 'sessions-ended', sessionIds: [sessionId(1)] }
  expect(parseSaid([line, formatSaid(good)])).toEqual([good])
})
