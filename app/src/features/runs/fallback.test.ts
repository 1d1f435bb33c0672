import { type ProviderId, thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { expect, it } from 'vitest'
import { chooseFallback } from './fallback.ts'

const hosted: ModelRef = {
  providerId: 'prv_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ProviderId,
  modelId: 'm',
  name: 'M',
}
const small: ModelRef = { providerId: thisDeviceId, modelId: 'small', name: 'Small' }
const large: ModelRef = { providerId: thisDeviceId, modelId: 'large', name: 'Large' }

const choose = (
  asked: ModelRef,
  ofThread: 'wait' | ModelRef | null,
  ofAll: ModelRef | null,
  here: readonly string[] = ['small', 'large'],
): Promise<ModelRef | null> =>
  chooseFallback(asked, {
    ofThread: async () => ofThread,
    ofAll: async () => ofAll,
    isHere: async modelId => here.includes(modelId),
  })

it.each([
  ['nothing is set', null, null, null],
  ['it is set for all threads', null, small, small],
  ['the thread names another', large, small, large],
  ['the thread waits', 'wait', small, null],
  ['the thread names one and nothing is set for all', large, null, large],
] as const)('when %s', async (_, ofThread, ofAll, chosen) => {
  expect(await choose(hosted, ofThread, ofAll)).toEqual(chosen)
})

it('a model that was chosen elsewhere and is not here does not answer', async () => {
  expect(await choose(hosted, large, small, ['small'])).toBeNull()
})

it('a model of this device has no fallback, and nobody who needs a network is one', async () => {
  expect(await choose(small, null, large)).toBeNull()
  expect(await choose({ ...hosted, modelId: 'other' }, null, hosted)).toBeNull()
})
