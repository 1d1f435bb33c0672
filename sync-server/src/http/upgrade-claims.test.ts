import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { upgradeClaims } from './upgrade-claims.ts'

const request = (headers: Readonly<Record<string, string>>, from = '192.0.2.1'): IncomingMessage => {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: from })
  const message = new IncomingMessage(socket)
  Object.assign(message.headers, headers)
  return message
}

const forwarded = {
  host: 'inside:8787',
  origin: 'https://chat.example.org',
  'x-forwarded-proto': 'https, http',
  'x-forwarded-host': 'chat.example.org',
  'x-forwarded-for': '198.51.100.9, 203.0.113.7',
}

test.each([
  [0, { secure: false, host: 'inside:8787', network: '192.0.2.1' }],
  [1, { secure: true, host: 'chat.example.org', network: '203.0.113.7' }],
  [2, { secure: true, host: 'chat.example.org', network: '198.51.100.9' }],
  [9, { secure: true, host: 'chat.example.org', network: '198.51.100.9' }],
])('of %i proxies', (proxies, claims) => {
  expect(upgradeClaims(request(forwarded), proxies)).toEqual({
    ...claims,
    origin: 'https://chat.example.org',
  })
})

test('without headers there is only the connection, and a host that is none is left out', () => {
  expect(upgradeClaims(request({ host: 'a b' }), 1)).toEqual({
    secure: false,
    host: undefined,
    origin: undefined,
    network: '192.0.2.1',
  })
})
