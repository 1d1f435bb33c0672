import { expect, it } from 'vitest'
import { type ApiKeyChange, type ApiKeyProblem, readApiKey } from './api-key.ts'

it.each<[string, string, readonly ApiKeyChange[]]>([
  ['sk-abc', 'sk-abc', []],
  ['  sk-abc\n', 'sk-abc', ['spaces-removed']],
  ['"sk-abc"', 'sk-abc', ['quotes-removed']],
  ["'sk-abc'", 'sk-abc', ['quotes-removed']],
  ['“sk-abc”', 'sk-abc', ['quotes-removed']],
  ['" sk-abc "\r\n', 'sk-abc', ['spaces-removed', 'quotes-removed']],
  ['Bearer sk-abc', 'sk-abc', ['bearer-removed']],
  ['Authorization: Bearer sk-abc', 'sk-abc', ['bearer-removed']],
  ['bearer "sk-abc"', 'sk-abc', ['bearer-removed', 'quotes-removed']],
  ['OPENAI_API_KEY=sk-abc', 'sk-abc', ['name-removed']],
  ['export OPENAI_API_KEY="sk-abc";', 'sk-abc', ['name-removed', 'quotes-removed']],
  ['sk-\u200babc\ufeff', 'sk-abc', ['invisible-removed']],
  ['', '', []],
])('reads %j', (text, key, changes) => {
  expect(readApiKey(text)).toEqual({ key, changes })
})

it.each<[string, ApiKeyProblem]>([
  ['sk-abc def', 'inner-spaces'],
  ['sk-abc\nsk-def', 'inner-spaces'],
  ['sk-abc…', 'not-ascii'],
  ['ѕk-abc', 'not-ascii'],
])('warns of %j', (text, problem) => {
  expect(readApiKey(text)).toMatchObject({ problem })
})
