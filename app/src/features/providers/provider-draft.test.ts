import { createId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, test } from 'vitest'
import { presets } from './presets.ts'
import {
  checkDraft,
  type DraftContext,
  emptyDraft,
  hasProblems,
  type ProviderDraft,
  toConfig,
  toCredentials,
  toProviderDraft,
  withPreset,
} from './provider-draft.ts'

const id = createId(testRandom(1), 'prv')
const fresh: DraftContext = { ownOrigin: 'https://weft.example' }

const stored: ProviderConfig = {
  id,
  dialect: 'openai',
  preset: 'openai',
  name: 'Work',
  baseUrl: 'https://api.openai.com/v1',
}
const editing: DraftContext = {
  ...fresh,
  stored,
  hint: { providerId: id, ending: 'x09B', headerNames: ['OpenAI-Organization'], place: 'device' },
}
const draftOf = (change: Partial<ProviderDraft> = {}): ProviderDraft => ({
  ...toProviderDraft(stored, editing.hint),
  ...change,
})

describe('a new provider', () => {
  test('of every preset needs nothing but its key', () => {
    for (const preset of presets.filter(({ baseUrl }) => baseUrl !== '')) {
      const problems = checkDraft(emptyDraft(preset.id, []), fresh)
      expect([preset.id, problems]).toEqual([
        preset.id,
        {
          ...(preset.key === 'needed' ? { apiKey: 'providers.apiKeyNeeded' } : {}),
          headers: new Map(),
        },
      ])
    }
  })

  test('begins with the first type where the address asks for an unknown one', () => {
    expect(emptyDraft('', []).preset).toBe('openai')
    expect(emptyDraft('nonsense', []).preset).toBe('openai')
  })

  test('a second account of one type gets a name of its own', () => {
    expect(emptyDraft('groq', ['Groq', 'Groq 2']).name).toBe('Groq 3')
  })

  test('the plain type needs a name and an address', () => {
    expect(checkDraft(emptyDraft('openai-compatible', []), fresh)).toEqual({
      name: 'providers.nameNeeded',
      baseUrl: 'providers.baseUrlNeeded',
      headers: new Map(),
    })
  })

  test('what would be stored is trimmed and normalised, and the key apart from it', () => {
    const draft: ProviderDraft = {
      ...emptyDraft('openai-compatible', []),
      name: '  Workshop GPU ',
      baseUrl: ' gpu.example.org/v1/chat/completions ',
      apiKey: ' "Bearer sk-1234" ',
      headers: [{ row: 0, name: ' X-Team ', value: ' blue ', stored: false }],
    }
    expect(toConfig(draft, fresh, id)).toEqual({
      id,
      dialect: 'openai-compatible',
      preset: 'openai-compatible',
      name: 'Workshop GPU',
      baseUrl: 'https://gpu.example.org/v1',
    })
    expect(toCredentials(draft, fresh)).toEqual({
      apiKey: 'sk-1234',
      headers: [{ name: 'X-Team', value: 'blue' }],
    })
  })

  test('a server without a key has nothing to seal', () => {
    expect(toCredentials(emptyDraft('ollama', []), fresh)).toBeUndefined()
  })
})

describe('another type', () => {
  test('brings its name and address where the person wrote none', () => {
    expect(withPreset(emptyDraft('openai', []), 'ollama', [])).toMatchObject({
      preset: 'ollama',
      name: 'Ollama',
      baseUrl: 'http://localhost:11434/v1',
    })
  })

  test('leaves what the person wrote', () => {
    const own = {
      ...emptyDraft('openai', []),
      name: 'Mine',
      baseUrl: 'https://proxy.example/v1',
      apiKey: 'k',
    }
    expect(withPreset(own, 'groq', [])).toEqual({ ...own, preset: 'groq' })
  })

  test('there and back is as it was', () => {
    const first = emptyDraft('openai', ['OpenAI'])
    expect(withPreset(withPreset(first, 'openai-compatible', ['OpenAI']), 'openai', ['OpenAI'])).toEqual(
      first,
    )
  })
})

describe('what is wrong', () => {
  test.each([
    ['https://user:pass@host.example/v1', 'providers.baseUrlCredentials'],
    ['ftp://host.example', 'providers.baseUrlScheme'],
    ['https://host.example/v1?key=1', 'providers.baseUrlQuery'],
    ['https://host .example', 'providers.baseUrlSpaces'],
    ['http://host.example/v1', 'providers.baseUrlBlocked'],
    ['nonsense', 'providers.baseUrlWrong'],
  ])('%s', (baseUrl, problem) => {
    expect(checkDraft({ ...emptyDraft('openai-compatible', []), name: 'N', baseUrl }, fresh).baseUrl).toBe(
      problem,
    )
  })

  test.each([
    ['sk-1 sk-2', 'providers.apiKeySpaces'],
    ['sk-пароль', 'providers.apiKeyLetters'],
  ])('the key %s', (apiKey, problem) => {
    expect(checkDraft({ ...emptyDraft('openai', []), apiKey }, fresh).apiKey).toBe(problem)
  })

  test('headers: each row by itself, a second of one name at the second', () => {
    const header = (row: number, name: string, value: string) => ({ row, name, value, stored: false })
    const { headers } = checkDraft(
      {
        ...emptyDraft('ollama', []),
        headers: [
          header(0, '', 'x'),
          header(1, 'X-A', '1'),
          header(2, 'x-a', '2'),
          header(3, 'Cookie', 'c'),
          header(4, 'X-B', ''),
          header(5, 'X C', '1'),
          header(6, 'X-D', 'one\ntwo'),
        ],
      },
      fresh,
    )
    expect([...headers]).toEqual([
      [0, 'providers.headerNameNeeded'],
      [2, 'providers.headerTwice'],
      [3, 'providers.headerForbidden'],
      [4, 'providers.headerValueNeeded'],
      [5, 'providers.headerWrong'],
      [6, 'providers.headerValueWrong'],
    ])
  })
})

describe('changing a provider', () => {
  test('untouched, it is right and there is nothing to seal: the stored key is used', () => {
    expect(hasProblems(checkDraft(draftOf(), editing))).toBe(false)
    expect(toCredentials(draftOf(), editing)).toBeUndefined()
  })

  test('a new key leaves the headers alone', () => {
    expect(toCredentials(draftOf({ apiKey: 'sk-new' }), editing)).toEqual({ apiKey: 'sk-new' })
  })

  test('a header taken away leaves the key alone', () => {
    expect(toCredentials(draftOf({ headers: [] }), editing)).toEqual({ headers: [] })
  })

  test('a stored header beside a new one goes by its name', () => {
    const headers = [...draftOf().headers, { row: 1, name: 'X-New', value: '1', stored: false }]
    expect(toCredentials(draftOf({ headers }), editing)).toEqual({
      headers: [
        { name: 'OpenAI-Organization', value: '' },
        { name: 'X-New', value: '1' },
      ],
    })
  })

  test('at another address nothing stored goes along: key and values are typed again', () => {
    const moved = draftOf({ baseUrl: 'https://elsewhere.example/v1' })
    const problems = checkDraft(moved, editing)
    expect(problems.apiKey).toBe('providers.apiKeyMoved')
    expect([...problems.headers]).toEqual([[0, 'providers.headerValueNeeded']])
    expect(toCredentials({ ...moved, apiKey: 'sk-there', headers: [] }, editing)).toEqual({
      apiKey: 'sk-there',
      headers: [],
    })
  })

  test('another path of the same address keeps them', () => {
    expect(hasProblems(checkDraft(draftOf({ baseUrl: 'https://api.openai.com/v2' }), editing))).toBe(false)
  })

  test('fields of a newer Weft stay', () => {
    const newer = { ...stored, region: 'eu' }
    expect(toConfig(toProviderDraft(newer, undefined), { ...editing, stored: newer }, id)).toEqual(newer)
  })
})
