import type { ProviderDialect } from '@weft/shared/schema/provider.ts'
import { expect, it } from 'vitest'
import { type BaseUrlChange, type BaseUrlProblem, readBaseUrl } from './base-url.ts'

const read = (
  text: string,
  dialect: ProviderDialect = 'openai-compatible',
  ownOrigin = 'http://localhost:8787',
) => readBaseUrl(text, { dialect, ownOrigin })

it.each<[string, string, readonly BaseUrlChange[]]>([
  ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1', []],
  ['  https://api.groq.com/openai/v1\n', 'https://api.groq.com/openai/v1', []],
  ['https://api.groq.com/openai/v1/', 'https://api.groq.com/openai/v1', ['slash-removed']],
  ['https://api.example.org//v1///', 'https://api.example.org/v1', ['slash-removed']],
  ['https://api.example.org/v1/v1', 'https://api.example.org/v1', ['version-repeated']],
  ['https://api.example.org/v1/chat/completions', 'https://api.example.org/v1', ['endpoint-removed']],
  [
    'https://api.example.org/v1/chat/completions/',
    'https://api.example.org/v1',
    ['slash-removed', 'endpoint-removed'],
  ],
  ['https://api.example.org/v1/models', 'https://api.example.org/v1', ['endpoint-removed']],
  ['https://api.example.org/v1/responses', 'https://api.example.org/v1', ['endpoint-removed']],
  ['api.example.org/v1', 'https://api.example.org/v1', ['scheme-added']],
  ['api.example.org', 'https://api.example.org/v1', ['scheme-added', 'version-added']],
  ['HTTPS://API.Example.ORG/v1', 'https://api.example.org/v1', []],
  ['https://api.example.org:443/v1', 'https://api.example.org/v1', []],
  ['https://api.example.org:8443/v1', 'https://api.example.org:8443/v1', []],
  ['localhost:11434', 'http://localhost:11434/v1', ['scheme-added', 'version-added']],
  ['localhost:11434/v1', 'http://localhost:11434/v1', ['scheme-added']],
  ['127.0.0.1:1234/v1', 'http://127.0.0.1:1234/v1', ['scheme-added']],
  ['[::1]:8080/v1', 'http://[::1]:8080/v1', ['scheme-added']],
  ['192.168.1.20:11434/v1', 'http://192.168.1.20:11434/v1', ['scheme-added']],
  ['http://nas.local:8000/v1', 'http://nas.local:8000/v1', []],
  ['ollama:11434/v1', 'http://ollama:11434/v1', ['scheme-added']],
  ['https://bücher.example/v1', 'https://xn--bcher-kva.example/v1', ['host-encoded']],
  ['https://аpple.com/v1', 'https://xn--pple-43d.com/v1', ['host-encoded']],
])('reads %s', (text, url, changes) => {
  expect(read(text)).toEqual({ ok: true, value: { url, changes } })
})

it.each<[string, BaseUrlProblem]>([
  ['', 'empty'],
  ['   ', 'empty'],
  ['https://api.example.org/ v1', 'spaces'],
  ['https://api example.org', 'spaces'],
  ['file:///etc/passwd', 'scheme'],
  ['ftp://example.org', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['data:text/html,x', 'scheme'],
  ['ws://localhost:1234', 'scheme'],
  ['https:api.example.org', 'not-an-address'],
  ['https://', 'not-an-address'],
  ['https://exa mple', 'spaces'],
  ['hello', 'not-an-address'],
  ['https://user:secret@api.example.org/v1', 'credentials'],
  ['https://user@api.example.org/v1', 'credentials'],
  ['https://api.example.org@evil.example/v1', 'credentials'],
  ['https://api.example.org/v1?key=1', 'query'],
  ['https://api.example.org/v1#x', 'query'],
  ['http://api.example.org/v1', 'plain-http'],
  ['https://[::1', 'not-an-address'],
])('refuses %s', (text, type) => {
  expect(read(text)).toEqual({ ok: false, error: { type } })
})

it('calls plain http from an https page mixed content, save on this machine and network', () => {
  const from = (text: string) => read(text, 'openai-compatible', 'https://weft.example')
  expect(from('http://api.example.org/v1')).toEqual({ ok: false, error: { type: 'mixed-content' } })
  expect(from('http://localhost:11434/v1').ok).toBe(true)
  expect(from('http://192.168.1.20:11434/v1').ok).toBe(true)
})

it.each([
  ['https://api.anthropic.com', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/v1', 'https://api.anthropic.com'],
  ['https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
  ['https://gateway.example/anthropic/v1/v1', 'https://gateway.example/anthropic'],
])('leaves the version out for Anthropic: %s', (text, url) => {
  expect(read(text, 'anthropic')).toMatchObject({ ok: true, value: { url } })
})
