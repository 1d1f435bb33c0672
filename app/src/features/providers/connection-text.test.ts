import { expect, test } from 'vitest'
import { createFormat } from '../../ui/format.ts'
import { en } from '../../ui/i18n/catalogues/en.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { createTranslate } from '../../ui/i18n/translate.ts'
import { type ConnectionSubject, connectionText, isProviderError } from './connection-text.ts'
import type { ProviderError, ProviderErrorType } from './provider-error.ts'

speakOfSettings()

const t = createTranslate({ language: 'en', locale: 'en', catalogue: en })
const format = createFormat({ locale: 'en', t })
const subject: ConnectionSubject = {
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  isOwnServer: false,
  origin: 'https://weft.example',
  kept: 'saved',
}
const told = (error: ProviderError, change: Partial<ConnectionSubject> = {}) =>
  connectionText(error, { ...subject, ...change }, t, format)

test('a refused key: what the provider said, what was kept, what to do', () => {
  expect(told({ type: 'key-refused', status: 401, detail: 'Incorrect API key provided.' })).toEqual({
    title: 'The key was refused.',
    text: 'OpenAI answered 401, “Incorrect API key provided”. What you saved is still here. Paste a new one from your OpenAI account.',
  })
})

test('in a form, what was typed is what was kept', () => {
  expect(told({ type: 'key-refused' }, { kept: 'typed' }).text).toMatch(/^What you typed is kept\. /)
})

test('a status without words, and words without a status', () => {
  expect(told({ type: 'provider-failed', status: 500 }).text).toMatch(/^OpenAI answered 500\. /)
  expect(told({ type: 'request-refused', detail: 'no' }).text).toMatch(/^OpenAI said “no”\. /)
})

test('a server of one’s own that is not there is to be started', () => {
  const own = { name: 'Ollama', baseUrl: 'http://localhost:11434/v1', isOwnServer: true }
  expect(told({ type: 'host-unreachable' }, own)).toEqual({
    title: 'Nothing answers at localhost:11434.',
    text: 'What you saved is still here. Start Ollama there, and check the port.',
  })
  expect(told({ type: 'host-unreachable' }).text).toContain('Check the address')
})

test('CORS names the origin that is to be let in', () => {
  expect(told({ type: 'cors-blocked' }).text).toContain('https://weft.example')
})

test('a wait is told in the time the provider asks for', () => {
  expect(told({ type: 'rate-limited', retryAfter: 42_000 }).text).toContain('42\u00a0s')
})

test('what a provider said is one short line, however long it was', () => {
  const { text } = told({ type: 'request-refused', detail: `first\n\nsecond ${'x'.repeat(5000)}` })
  expect(text).toContain('“first second x')
  expect(text.length).toBeLessThan(400)
})

const types: readonly ProviderErrorType[] = [
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
]

test.each(types)('%s has three parts and no place left open', type => {
  const { title, text } = told({ type })
  expect(`${title} ${text}`).not.toMatch(/\{\{|undefined/)
  expect(title).not.toBe('')
  expect(text).toMatch(/^What you saved is still here\. \S/)
})

test('an error of this device is told apart from the provider’s', () => {
  expect(isProviderError({ type: 'cors-blocked' })).toBe(true)
  expect(isProviderError({ type: 'storage-full' })).toBe(false)
})
