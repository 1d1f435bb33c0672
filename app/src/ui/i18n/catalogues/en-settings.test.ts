/**
 * English for settings is not in the first bundle. So whatever is loaded by itself (the page, or what a dynamic
 * import brings) and speaks of settings must bring it along, and the page itself must not.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import account from './en/account.json'
import providers from './en/providers.json'
import settings from './en/settings.json'

const root = join(import.meta.dirname, '../../..')
const english = join(import.meta.dirname, 'en-settings.ts')

const sourceOf = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/import type [\s\S]*?from '[^']+'/g, '')

/** A module and everything that it imports at once. */
const loadedWith = (entry: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file) || !/\.tsx?$/.test(file) || !existsSync(file)) return
    seen.add(file)
    for (const [, path = ''] of sourceOf(file).matchAll(
      /^\s*(?:import|export)\s(?:[^'";]*?from\s)?'(\.[^']+)'/gm,
    )) {
      visit(join(dirname(file), path))
    }
  }
  visit(entry)
  return seen
}

const lateKeys = new Set(
  Object.entries({ account, providers, settings }).flatMap(([area, texts]) =>
    Object.keys(texts).map(key => `${area}.${key.replace(/_(zero|one|two|few|many|other)$/, '')}`),
  ),
)

const speaksOfSettings = (file: string): boolean =>
  [...sourceOf(file).matchAll(/'([a-z]+\.\w+)'/g)].some(([, key = '']) => lateKeys.has(key))

const dynamicEntries = (): readonly string[] =>
  globSync('**/*.{ts,tsx}', { cwd: root })
    .filter(file => !/\.(test|spec)\.tsx?$/.test(file))
    .flatMap(file =>
      [...sourceOf(join(root, file)).matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path = '']) =>
        join(root, dirname(file), path),
      ),
    )
    .filter(file => existsSync(file) && file !== english)

test('the first bundle neither has nor needs the English of settings', () => {
  const page = loadedWith(join(root, 'main.tsx'))
  expect(page.size).toBeGreaterThan(100)
  expect(page.has(english)).toBe(false)
  expect([...page].filter(speaksOfSettings).map(file => relative(root, file))).toEqual([])
})

test('what is loaded on demand and speaks of settings brings it along', () => {
  const page = loadedWith(join(root, 'main.tsx'))
  const speaking = dynamicEntries().filter(entry =>
    [...loadedWith(entry)].some(file => !page.has(file) && speaksOfSettings(file)),
  )
  expect(speaking.length).toBeGreaterThan(0)
  const without = speaking.filter(entry => !loadedWith(entry).has(english))
  expect(without.map(file => relative(root, file))).toEqual([])
})
