/**
 * English for settings, and for answers that are more than words, is not in the first bundle. So whatever is loaded
 * by itself (what a dynamic import brings) and speaks of them must bring it along, and the page itself must not.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import account from './en/account.json'
import bulk from './en/bulk.json'
import errors from './en/later/errors.json'
import models from './en/later/models.json'
import thread from './en/later/thread.json'
import laterComposer from './en/later/composer.json'
import laterPalette from './en/later/palette.json'
import laterPwa from './en/later/pwa.json'
import laterSidebar from './en/later/sidebar.json'
import providers from './en/providers.json'
import settings from './en/settings.json'

const root = join(import.meta.dirname, '../../..')

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

interface LateEnglish {
  readonly file: string
  readonly areas: Readonly<Record<string, object>>
}

const late: readonly LateEnglish[] = [
  { file: 'en-settings.ts', areas: { account, providers, settings } },
  { file: 'en-bulk.ts', areas: { bulk } },
  {
    file: 'en-places.ts',
    areas: { palette: laterPalette, pwa: laterPwa, sidebar: laterSidebar },
  },
  { file: 'en-composer.ts', areas: { composer: laterComposer } },
  { file: 'en-later.ts', areas: { errors, models, thread } },
]

const keysOf = ({ areas }: LateEnglish): ReadonlySet<string> =>
  new Set(
    Object.entries(areas).flatMap(([area, texts]) =>
      Object.keys(texts).map(key => `${area}.${key.replace(/_(zero|one|two|few|many|other)$/, '')}`),
    ),
  )

const dynamicEntries = (): readonly string[] =>
  globSync('**/*.{ts,tsx}', { cwd: root })
    .filter(file => !/\.(test|spec)\.tsx?$/.test(file))
    .flatMap(file =>
      [...sourceOf(join(root, file)).matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path = '']) =>
        join(root, dirname(file), path),
      ),
    )
    .filter(file => existsSync(file) && dirname(file) !== import.meta.dirname)

describe.each(late)('the English of $file', english => {
  const keys = keysOf(english)
  const place = join(import.meta.dirname, english.file)

  const speaks = (file: string): boolean =>
    [...sourceOf(file).matchAll(/'([a-z]+\.\w+)'/g)].some(([, key = '']) => keys.has(key))

  test('is neither in the first bundle nor needed by it', () => {
    const page = loadedWith(join(root, 'main.tsx'))
    expect(page.size).toBeGreaterThan(100)
    expect(page.has(place)).toBe(false)
    expect([...page].filter(speaks).map(file => relative(root, file))).toEqual([])
  })

  test('comes with whatever is loaded on demand and speaks it', () => {
    const page = loadedWith(join(root, 'main.tsx'))
    const speaking = dynamicEntries().filter(entry =>
      [...loadedWith(entry)].some(file => !page.has(file) && speaks(file)),
    )
    expect(speaking.length).toBeGreaterThan(0)
    const without = speaking.filter(entry => !loadedWith(entry).has(place))
    expect(without.map(file => relative(root, file))).toEqual([])
  })
})
