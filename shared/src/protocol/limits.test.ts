import { expect, it } from 'vitest'
import { blobPieceBytes } from '../blob-size.ts'
import * as limits from './limits.ts'

it('L1: a message holds every frame, and an item every frame’s update', () => {
  expect(limits.maxMessageBytes).toBeGreaterThan(limits.maxSyncFrameBytes)
  expect(limits.maxBulkItemBytes).toBeGreaterThan(limits.maxSyncFrameBytes)
  expect(limits.maxBulkStreamBytes).toBeGreaterThan(limits.maxBulkItemBytes)
  const small = [limits.maxAwarenessBytes, limits.maxEphemeralBytes, limits.maxStateVectorBytes]
  expect(Math.max(...small)).toBeLessThan(limits.maxSyncFrameBytes)
})

it('L1: a request holds pieces of a blob, a blob fits what counts its pieces, and no mark outlives the trash', () => {
  expect(limits.maxBlobAppendBytes % blobPieceBytes).toBe(0)
  expect(limits.maxBlobBytes % limits.maxBlobAppendBytes).toBe(0)
  expect(limits.maxBlobBytes / blobPieceBytes).toBeLessThan(2 ** 32)
  expect(limits.leastBlobCharge).toBeLessThan(blobPieceBytes)
  expect(limits.unfinishedUploadKeptMilliseconds).toBeLessThan(limits.markedBlobKeptMilliseconds)
})

it('L2: an idle provider hears from us twice before it closes itself, and a stranger is gone before that', () => {
  const providerPatience = 30_000
  expect(2 * limits.noOpEveryMilliseconds).toBeLessThan(providerPatience)
  expect(limits.helloWithinMilliseconds).toBeLessThan(limits.noOpEveryMilliseconds)
})

it('L3: what a stranger can make a server hold is small', () => {
  const beforeHello = limits.maxTicketBytes + limits.maxReasonBytes
  expect(beforeHello).toBeLessThan(4_096)
  expect(limits.maxRoomsPerSocket * limits.maxUnanswered).toBeLessThan(2 ** 20)
})
