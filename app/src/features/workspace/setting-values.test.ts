import { expect, test } from 'vitest'
import { settingDefaults, toSettings } from './setting-values.ts'
import { settingSchemas } from './settings.ts'

const model = { providerId: 'prv_a', modelId: 'm', name: 'M' }

test('without rows every setting has its default, which the worker would take too', () => {
  const settings = toSettings([])
  expect(settings).toEqual(settingDefaults)
  expect(Object.keys(settings).toSorted()).toEqual(Object.keys(settingSchemas).toSorted())
  for (const [key, schema] of Object.entries(settingSchemas))
    expect(schema.safeParse(Reflect.get(settings, key)).success, key).toBe(true)
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
