import type { WorkspaceId } from '@weft/shared/ids.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createStatusStream, factsToStatus, initialFacts, type SyncFacts } from './sync-status.ts'

const facts = fc.record<SyncFacts>({
  connection: fc.constantFrom('connecting', 'open', 'connection-lost', 'server-unreachable', 'signed-out'),
  bulk: fc.constantFrom(undefined, null, 0.5),
  upToDate: fc.boolean(),
  problem: fc.constantFrom(null, 'quota-exceeded', 'storage-full', 'server-inconsistent'),
  waiting: fc.nat(3),
  waitingBlobs: fc.nat(2),
  blobProblem: fc.constantFrom(null, 'attachments-over-quota'),
  rejected: fc.nat(2),
  unreadable: fc.nat(2),
  notices: fc.constant([]),
})

it('P7: is synced only when nothing waits, all is here, and nothing is wrong', () => {
  fc.assert(
    fc.property(facts, each => {
      const isSynced = factsToStatus(each).state.type === 'synced'
      const all =
        each.connection === 'open' &&
        each.problem === null &&
        each.bulk === undefined &&
        each.waiting === 0 &&
        each.waitingBlobs === 0 &&
        each.blobProblem === null &&
        each.upToDate
      expect(isSynced).toBe(all)
    }),
    { seed: 1 },
  )
})

it('P7: whatever the state, it says what waits, what was refused and what cannot be read', () => {
  fc.assert(
    fc.property(facts, each => {
      const { waiting, rejected, unreadable } = factsToStatus(each)
      expect({ waiting, rejected, unreadable }).toEqual({
        waiting: each.waiting + each.waitingBlobs,
        rejected: each.rejected,
        unreadable: each.unreadable,
      })
    }),
    { seed: 2 },
  )
})

it('a problem that a person can act on is named, also while offline', () => {
  const offline = { ...initialFacts, connection: 'connection-lost' } as const
  expect(factsToStatus(offline).state).toEqual({ type: 'offline' })
  expect(factsToStatus({ ...offline, problem: 'storage-full' }).state).toEqual({
    type: 'problem',
    problem: 'storage-full',
  })
  expect(factsToStatus({ ...initialFacts, connection: 'signed-out' }).state).toEqual({
    type: 'problem',
    problem: 'signed-out',
  })
})

it('tells of changes only, and keeps the newest notice of a type', () => {
  const stream = createStatusStream()
  const seen: string[] = []
  const stop = stream.subscribe(status => seen.push(status.state.type))
  stream.report({ connection: 'open', upToDate: true })
  stream.report({ connection: 'open' })
  const room = (workspaceId: string) => ({
    workspaceId: workspaceId as WorkspaceId,
    roomId: 'thr_a' as never,
  })
  stream.notice({ type: 'room-gone', room: room('wsp_a') })
  stream.notice({ type: 'server-restored', room: null })
  stream.notice({ type: 'room-gone', room: room('wsp_b') })
  expect(stream.status().notices.map(({ room: each }) => each?.workspaceId)).toEqual([undefined, 'wsp_b'])
  stop()
  stream.report({ waiting: 3 })
  expect(seen).toEqual(['synced', 'synced', 'synced', 'synced'])
})
