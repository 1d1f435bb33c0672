import { describe, expect, test } from 'vitest'
import { en } from '../../ui/i18n/catalogues/en.ts'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { createTranslate } from '../../ui/i18n/translate.ts'
import { type ErrorFacts, errorWords } from './error-words.ts'

speakOfAnswers()
const t = createTranslate({ language: 'en', locale: 'en', catalogue: en })
const facts: ErrorFacts = {
  provider: 'Anthropic',
  model: 'Claude Sonnet 4.5',
  host: 'api.anthropic.com',
  ending: 'x09B',
  hasText: false,
}

const codes = [
  'key-refused',
  'key-missing',
  'access-denied',
  'model-not-found',
  'quota-exhausted',
  'rate-limited',
  'overloaded',
  'provider-failed',
  'request-refused',
  'context-too-long',
  'network-offline',
  'host-unreachable',
  'cors-blocked',
  'mixed-content',
  'local-network-denied',
  'csp-blocked',
  'connect-timeout',
  'idle-timeout',
  'stream-cut',
  'stream-malformed',
  'stream-too-large',
  'answer-empty',
  'not-an-api',
] as const

describe('errorWords', () => {
  test.each([...codes, 'of-a-newer-weft'])(
    '%s: what happened, what was kept, one thing to do, with no place left open',
    code => {
      for (const more of [{}, { status: 529, detail: 'said' }, { ending: '', status: 401 }]) {
        const words = errorWords(t, code, { ...facts, ...more })
        for (const text of [words.what, words.kept]) {
          expect(text).not.toMatch(/\{\{|undefined|“”|\(\)/)
          expect(text.length).toBeGreaterThan(10)
        }
        expect(words.actions.length).toBeGreaterThan(0)
        expect(words.actions.length).toBeLessThan(3)
      }
    },
  )

  test('says the words of the look', () => {
    expect(errorWords(t, 'key-refused', { ...facts, status: 401 })).toMatchObject({
      what: 'Anthropic refused the key',
      kept: 'Your message is kept and was not billed. The key ending x09B is wrong or was withdrawn (401).',
      actions: [{ act: 'provider' }],
    })
  })

  test('goes on where there is something to go on from, and begins again where there is not', () => {
    const acts = (hasText: boolean) =>
      errorWords(t, 'overloaded', { ...facts, hasText }).actions.map(({ act }) => act)
    expect(acts(true)).toEqual(['go-on', 'other-model'])
    expect(acts(false)).toEqual(['again', 'other-model'])
  })

  test('quotes the provider only where it said something', () => {
    const quota = (detail?: string) =>
      errorWords(t, 'quota-exhausted', { ...facts, ...(detail ? { detail } : {}) }).kept
    expect(quota('no funds')).toContain('“no funds”')
    expect(quota()).toBe('Your message is kept and was not billed.')
  })
})
