import { expect, test } from 'vitest'
import { toSettings } from './setting-values.ts'
import { settingDefaults } from './settings.ts'

const model = { providerId: 'prv_a', modelId: 'm', name: 'M' }

test('without rows every setting has the default that the worker writes by', () => {
  expect(toSettings([])).toEqual(settingDefaults)
})

test('stored values stand', () => {
  const settings = toSettings([
    { key: 'defaultModel', value: model },
    { key: 'titleModel', value: 'off' },
    { key: 'instructions', value: 'Be brief.' },
    { key: 'sendWith', value: 'mod-enter' },
    { key: 'fallbackModel', value: model },
    { key: 'whenUnreachable', value: 'ask' },
    { key: 'fromTomorrow', value: 1 },
  ])
  expect(settings).toEqual({
    defaultModel: model,
    titleModel: 'off',
    instructions: 'Be brief.',
    sendWith: 'mod-enter',
    fallbackModel: model,
    whenUnreachable: 'ask',
  })
})

test.each([
  ['defaultModel', { providerId: 'prv_a' }],
  ['defaultModel', 'off'],
  ['titleModel', 'on'],
  ['instructions', 7],
  ['sendWith', 'shift-enter'],
  ['fallbackModel', 'off'],
  ['whenUnreachable', 'never'],
])('%s of another shape counts as not stored', (key, value) => {
  expect(toSettings([{ key, value }])).toEqual(settingDefaults)
})
