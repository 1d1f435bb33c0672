import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, test } from 'vitest'
import type { KeyHint } from '../workspace/key-hints.ts'
import { holdsSecrets, keyPlaceText, toKeyChange } from './key-change.ts'
import { type DraftContext, emptyDraft, type ProviderDraft, toProviderDraft } from './provider-draft.ts'

const id = createId(testRandom(1), 'prv')
const ownOrigin = 'https://weft.example'
const stored = {
  id,
  dialect: 'openai',
  preset: 'openai',
  name: 'Work',
  baseUrl: 'https://api.openai.com/v1',
} as const

const contextWith = (place: KeyHint['place'] | null): DraftContext => ({
  ownOrigin,
  stored,
  ...(place === null ? {} : { hint: { providerId: id, ending: 'x09B', headerNames: ['X-Team'], place } }),
})

const change = (place: KeyHint['place'] | null, typed: Partial<ProviderDraft>) => {
  const context = contextWith(place)
  const draft = { ...toProviderDraft(stored, context.hint), ...typed }
  return { saved: toKeyChange(draft, context), text: keyPlaceText(draft, context) }
}

test('a new provider’s key is for this device, unless the person ticks', () => {
  const draft = { ...emptyDraft('openai', []), apiKey: 'sk-new' }
  expect(toKeyChange(draft, { ownOrigin })).toEqual({ given: { apiKey: 'sk-new' }, place: 'here' })
  expect(toKeyChange({ ...draft, synced: true }, { ownOrigin })?.place).toBe('everywhere')
})

test('the tick is offered where there is something to sync, and alone syncs nothing', () => {
  const empty = emptyDraft('ollama', [])
  expect(holdsSecrets(empty, { ownOrigin })).toBe(false)
  expect(toKeyChange({ ...empty, synced: true }, { ownOrigin })).toBeUndefined()
  expect(holdsSecrets({ ...empty, apiKey: 'k' }, { ownOrigin })).toBe(true)
  const headers = [{ row: 0, name: '', value: '', stored: false }]
  expect(holdsSecrets({ ...empty, headers }, { ownOrigin })).toBe(true)
  expect(holdsSecrets(empty, contextWith('device'))).toBe(true)
})

describe('a key of this device', () => {
  test('stays here when something else is changed', () => {
    expect(change('device', {}).saved).toBeUndefined()
    expect(change('device', { apiKey: 'sk-new' }).saved?.place).toBe('here')
  })

  test('is given to the others as it is, by the tick alone', () => {
    expect(change('device', { synced: true }).saved).toEqual({ given: {}, place: 'everywhere' })
  })
})

describe('a key that syncs', () => {
  test('is shown with the tick, and stays when something else is changed', () => {
    const { saved, text } = change('workspace', {})
    expect(toProviderDraft(stored, contextWith('workspace').hint).synced).toBe(true)
    expect(saved).toBeUndefined()
    expect(text).toBe('providers.syncKeyAbout')
  })

  test('is changed everywhere', () => {
    expect(change('workspace', { apiKey: 'sk-new' }).saved).toEqual({
      given: { apiKey: 'sk-new' },
      place: 'everywhere',
    })
  })

  test('is taken back by taking the tick away', () => {
    const { saved, text } = change('workspace', { synced: false })
    expect(saved).toEqual({ given: {}, place: 'taken-back' })
    expect(text).toBe('providers.syncKeyTakenBack')
  })

  test('stays with the others when another is typed for this device alone', () => {
    const { saved, text } = change('workspace', { synced: false, apiKey: 'sk-here' })
    expect(saved).toEqual({ given: { apiKey: 'sk-here' }, place: 'here' })
    expect(text).toBe('providers.syncKeyBeside')
  })

  test('goes when the provider moves to an address that it may not be sent to', () => {
    const moved = { baseUrl: 'https://elsewhere.example/v1', apiKey: 'sk-there', headers: [], synced: false }
    const { saved, text } = change('workspace', moved)
    expect(saved).toEqual({ given: { apiKey: 'sk-there', headers: [] }, place: 'taken-back' })
    expect(text).toBe('providers.syncKeyMoved')
  })
})

describe('a key of this device before one that syncs', () => {
  test('is shown without the tick, and changed without touching the other', () => {
    expect(toProviderDraft(stored, contextWith('device-first').hint).synced).toBe(false)
    const { saved, text } = change('device-first', { apiKey: 'sk-new' })
    expect(saved?.place).toBe('here')
    expect(text).toBe('providers.syncKeyBeside')
  })

  test('takes the other’s place when the person ticks, and that is said', () => {
    const { saved, text } = change('device-first', { synced: true })
    expect(saved).toEqual({ given: {}, place: 'everywhere' })
    expect(text).toBe('providers.syncKeyReplaces')
  })
})
