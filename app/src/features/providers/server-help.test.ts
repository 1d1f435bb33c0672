import { expect, test } from 'vitest'
import { must } from '@weft/shared/assert.ts'
import { presets } from './presets.ts'
import type { ProviderErrorType } from './provider-error.ts'
import { serverHelp } from './server-help.ts'

const origin = 'https://weft.example'

const lines = (preset: string, problem: ProviderErrorType, baseUrl?: string): readonly string[] => {
  const found = must(
    presets.find(({ id }) => id === preset),
    preset,
  )
  const place = { preset: found, baseUrl: baseUrl ?? found.baseUrl, origin }
  return serverHelp(problem, place).flatMap(({ line }) => line ?? [])
}

test('Ollama lets this page in on a Mac, on Windows, as a service and in a terminal', () => {
  expect(lines('ollama', 'cors-blocked')).toEqual([
    'launchctl setenv OLLAMA_ORIGINS "https://weft.example"',
    'setx OLLAMA_ORIGINS "https://weft.example"',
    'sudo systemctl edit ollama.service',
    '[Service]\nEnvironment="OLLAMA_ORIGINS=https://weft.example"',
    'sudo systemctl restart ollama.service',
    'OLLAMA_ORIGINS=https://weft.example ollama serve',
  ])
})

test.each<[string, readonly string[]]>([
  ['lm-studio', ['lms server start --cors']],
  ['llama-cpp', ['llama-server --cors-origins https://weft.example']],
  ['vllm', [`vllm serve --allowed-origins '["https://weft.example"]'`]],
])('%s lets this page in', (preset, expected) => {
  expect(lines(preset, 'cors-blocked')).toEqual(expected)
})

test.each<[string, string, string]>([
  ['ollama', 'http://localhost:11434/v1', 'ollama serve'],
  [
    'ollama',
    'http://192.168.1.20:11434/v1',
    'OLLAMA_HOST=0.0.0.0 OLLAMA_ORIGINS=https://weft.example ollama serve',
  ],
  ['lm-studio', 'http://localhost:1234/v1', 'lms server start --cors'],
  ['lm-studio', 'http://gpu.local:1234/v1', 'lms server start --cors --bind 0.0.0.0'],
  ['llama-cpp', 'http://localhost:8081/v1', 'llama-server --port 8081'],
  ['llama-cpp', 'http://10.0.0.2:8080/v1', 'llama-server --host 0.0.0.0 --port 8080'],
  ['vllm', 'http://localhost:8000/v1', 'vllm serve --port 8000'],
])('%s that does not answer at %s is started', (preset, baseUrl, line) => {
  expect(lines(preset, 'host-unreachable', baseUrl)).toEqual([line])
})

test('plain http in the house is brought to this machine; on the internet it is not', () => {
  expect(lines('ollama', 'mixed-content', 'http://192.168.1.20:11434/v1')).toEqual([
    'ssh -N -L 11434:localhost:11434 192.168.1.20',
    'http://localhost:11434/v1',
  ])
  expect(lines('ollama', 'mixed-content', 'http://api.example.org/v1')).toEqual([])
})

test.each<ProviderErrorType>(['local-network-denied', 'local-network-unasked'])(
  '%s leads to the settings of this very page',
  problem => {
    expect(lines('ollama', problem)).toEqual([
      'chrome://settings/content/siteDetails?site=https%3A%2F%2Fweft.example',
    ])
  },
)

test('what can be told of nobody is told to nobody', () => {
  expect(lines('openai', 'cors-blocked')).toEqual([])
  expect(lines('openai', 'host-unreachable')).toEqual([])
  expect(lines('ollama', 'key-refused')).toEqual([])
})
