import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { addProviderPath, parseProvidersView, providerPath } from './provider-paths.ts'

const id = createId(testRandom(1), 'prv')
const searchOf = (path: string): string => new URL(path, 'http://weft').search

test('what a path says is what is read from it', () => {
  expect(parseProvidersView(searchOf(addProviderPath()))).toEqual({ view: 'add', preset: '' })
  expect(parseProvidersView(searchOf(addProviderPath('ollama')))).toEqual({ view: 'add', preset: 'ollama' })
  for (const view of ['edit', 'key', 'models'] as const)
    expect(parseProvidersView(searchOf(providerPath(view, id)))).toEqual({ view, providerId: id })
})

test('anything else is the list', () => {
  for (const search of ['', '?edit=', '?at=providers'])
    expect(parseProvidersView(search)).toEqual({ view: 'list' })
})
