import { expect, it } from 'vitest'
import { type HeaderProblem, headerProblem } from './custom-headers.ts'

it.each([
  ['X-Org', 'weft'],
  ['OpenAI-Organization', 'org-1'],
  ['authorization', 'Basic abc'],
  ['anthropic-beta', 'a,b'],
  ['x-empty', ''],
])('allows %s', (name, value) => {
  expect(headerProblem({ name, value }, [])).toBeUndefined()
})

it.each<[string, string, HeaderProblem]>([
  ['', 'x', 'name-missing'],
  ['  ', 'x', 'name-missing'],
  ['X Org', 'x', 'name-wrong'],
  ['X-Örg', 'x', 'name-wrong'],
  ['X:Org', 'x', 'name-wrong'],
  ['Cookie', 'x', 'set-by-browser'],
  ['host', 'x', 'set-by-browser'],
  ['Origin', 'x', 'set-by-browser'],
  ['Referer', 'x', 'set-by-browser'],
  ['Sec-Fetch-Mode', 'x', 'set-by-browser'],
  ['Proxy-Authorization', 'x', 'set-by-browser'],
  ['Access-Control-Request-Private-Network', 'x', 'set-by-browser'],
  ['Content-Length', '1', 'set-by-browser'],
  ['Content-Type', 'text/plain', 'set-by-weft'],
  ['X-HTTP-Method-Override', 'DELETE', 'set-by-weft'],
  ['x-org', 'a\r\nx-evil: 1', 'value-wrong'],
  ['x-org', 'grüße', 'value-wrong'],
])('refuses %j: %j', (name, value, type) => {
  expect(headerProblem({ name, value }, [])).toEqual({ type })
})

it('refuses a name that is there already, whatever its case', () => {
  expect(headerProblem({ name: 'X-Org', value: 'a' }, ['x-org'])).toEqual({ type: 'name-twice' })
})
