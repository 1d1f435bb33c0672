import { type ProviderId, thisDeviceId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { describe, expect, it, test } from 'vitest'
import { catalogue } from '../device-models/catalogue.ts'
import { thisDevice } from '../workspace/device-models.ts'
import { modelChoices, type Suggested } from './model-choices.ts'

const provider = (baseUrl: string): ProviderConfig => ({
  id: 'prv_aaaaaaaaaaaaaaaaaaaaaaaaaa' as ProviderId,
  dialect: 'openai-compatible',
  preset: 'openai-compatible',
  name: 'Workshop',
  baseUrl,
})
const model = { modelId: 'm', name: 'M', hidden: false, listed: true }
const nothing: Suggested = { models: [], deviceName: 'This device' }
const fetchable: Suggested = { models: catalogue.slice(0, 2), deviceName: 'This device' }

test.each([
  ['https://api.openai.com/v1', true],
  ['http://192.168.1.20:11434/v1', true],
  ['http://studio.local:11434/v1', true],
  ['http://localhost:11434/v1', false],
  ['http://127.0.0.1:1234/v1', false],
  ['http://[::1]:8080/v1', false],
  ['', true],
])('a provider at “%s” needs a network: %s', (baseUrl, needsNetwork) => {
  const [group] = modelChoices([{ provider: provider(baseUrl), models: [model] }], '', nothing)
  expect(group?.needsNetwork).toBe(needsNetwork)
})

describe('this device', () => {
  const here = { provider: thisDevice('This device'), models: [{ ...model, diskBytes: 9e8 }] }

  it('needs no network and says what its models take of the disk', () => {
    const [group] = modelChoices([here], '', nothing)
    expect(group?.needsNetwork).toBe(false)
    expect(group?.choices[0]).toMatchObject({ diskBytes: 9e8, download: undefined })
  })

  it('ends with what could be fetched, also where nothing is here yet', () => {
    const [group] = modelChoices([here], '', fetchable)
    expect(group?.choices.map(({ download }) => download !== undefined)).toEqual([false, true, true])
    const groups = modelChoices([{ provider: provider(''), models: [model] }], '', fetchable)
    expect(groups.map(({ key }) => key)).toEqual(['prv_aaaaaaaaaaaaaaaaaaaaaaaaaa', thisDeviceId])
    expect(groups[1]?.choices).toHaveLength(2)
  })

  it('is found by name among all others', () => {
    const [first] = fetchable.models
    const groups = modelChoices([here], first?.name ?? '', fetchable)
    expect(groups[0]?.choices.map(({ model: found }) => found.name)).toContain(first?.name)
    expect(modelChoices([here], 'nobody is called so', fetchable)).toEqual([])
  })
})
