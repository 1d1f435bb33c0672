/**
 * The catalogues against each other, and against the voice of look.md. What a translation says no test can judge;
 * that it is there, whole, and in its own script, these do.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogue as ar } from './catalogues/ar.ts'
import { catalogue as bn } from './catalogues/bn.ts'
import { en } from './catalogues/en.ts'
import { speakOfBackups } from './catalogues/en-backup.ts'
import { speakOfExport } from './catalogues/en-export.ts'
import { speakOfBulkActs } from './catalogues/en-bulk.ts'
import { speakOfWriting } from './catalogues/en-composer.ts'
import { speakOfPlaces } from './catalogues/en-places.ts'
import { speakOfImport } from './catalogues/en-import.ts'
import { speakOfMeaning } from './catalogues/en-meaning.ts'
import { speakOfAnswers } from './catalogues/en-later.ts'
import { speakOfSearch } from './catalogues/en-search.ts'
import { speakOfSettings } from './catalogues/en-settings.ts'
import { speakOfSync } from './catalogues/en-sync.ts'
import { speakOfWelcome } from './catalogues/en-welcome.ts'
import type { Catalogue } from './catalogue.ts'

speakOfBackups()
speakOfExport()
speakOfBulkActs()
speakOfWriting()
speakOfPlaces()
speakOfImport()
speakOfMeaning()
speakOfAnswers()
speakOfSearch()
speakOfSettings()
speakOfSync()
speakOfWelcome()

const pluralForm = /_(zero|one|two|few|many|other)$/
const english = en

const placesOf = (text: string): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted()

const isPlural = (area: Readonly<Record<string, string>>, key: string): boolean =>
  pluralForm.test(key) && key.replace(pluralForm, '_other') in area

/** The keys a language must have for an area of the English catalogue. */
const keysNeeded = (area: Readonly<Record<string, string>>, language: string): readonly string[] => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const keys = Object.keys(area).flatMap(key => {
    if (!isPlural(area, key)) return [key]
    const stem = key.replace(pluralForm, '')
    return forms.map(form => `${stem}_${form}`)
  })
  return [...new Set(keys)].toSorted()
}

const entriesOf = (catalogue: Catalogue) =>
  Object.entries(catalogue).flatMap(([area, texts]) =>
    Object.entries(texts).map(([key, text]) => ({ area, key, text, name: `${area}.${key}` })),
  )

describe.each([
  ['en', english],
  ['bn', bn],
  ['ar', ar],
] as const)('%s', (language, catalogue) => {
  test('has every key, with the plural forms of the language, and no other', () => {
    for (const [area, texts] of Object.entries(english)) {
      expect(Object.keys(catalogue[area] ?? {}).toSorted(), area).toEqual(keysNeeded(texts, language))
    }
    expect(Object.keys(catalogue).toSorted()).toEqual(Object.keys(english).toSorted())
  })

  test('has the same places for values', () => {
    for (const { area, key, text, name } of entriesOf(catalogue)) {
      const texts = english[area] ?? {}
      const inGeneral = key.replace(pluralForm, '_other')
      const wanted = placesOf(texts[inGeneral] ?? texts[key] ?? '')
      const given = placesOf(text)
      // "One thread" needs no figure, and "no threads" may need nothing at all.
      const needed = wanted.filter(
        place => !/_(zero|one|two)$/.test(key) || (place !== '{{count}}' && !key.endsWith('_zero')),
      )
      expect(wanted, `${name}: ${text}`).toEqual(expect.arrayContaining([...given]))
      expect(given, `${name}: ${text}`).toEqual(expect.arrayContaining([...needed]))
    }
  })

  test('has no empty, padded or broken string', () => {
    for (const { text, name } of entriesOf(catalogue)) {
      expect(text, name).toMatch(/\S/)
      expect(text, name).toBe(text.trim())
      expect(text.replaceAll(/\{\{\w+\}\}/g, ''), name).not.toMatch(/[{}⟦⟧<>]/)
    }
  })

  test('speaks without exclamation marks', () => {
    for (const { text, name } of entriesOf(catalogue)) expect(text, name).not.toMatch(/[!！]/)
  })
})

/** Strings that are names or symbols, the same in every language. */
const isName = (text: string): boolean => {
  const words = text
    .replaceAll(/\{\{\w+\}\}/g, '')
    .replaceAll(/[\s/,.·]+/g, ' ')
    .trim()
  return /^(?:[A-Z][\w.]*|Chat completions|llama cpp|v?LLM|or| )*$/.test(words)
}

test.each([
  ['bn', bn, /\p{Script=Bengali}/u],
  ['ar', ar, /\p{Script=Arabic}/u],
] as const)('%s is written in its own script', (_, catalogue, script) => {
  for (const { text, name } of entriesOf(catalogue)) {
    expect(script.test(text) || isName(text), `${name}: ${text}`).toBe(true)
  }
})

test('English keeps to the voice: no pleading, no jargon of errors', () => {
  for (const { text, name } of entriesOf(english)) {
    expect(text, name).not.toMatch(
      /\b(please|sorry|oops|successfully|invalid|something went wrong|are you sure)\b/i,
    )
    expect(text, name).not.toMatch(/"|'|\.\.\.|—/)
  }
})

/** Said by what comes with synchronisation and with models on the device, and by the pairs of errors below. */
const notSaidYet = new Set([
  'errors.keyLostKept',
  'errors.overloadedKept',
  'errors.stalledKept',
  'errors.tooLongKept',
  'sync.emptySynced',
  'welcome.useDevice',
  'welcome.useDeviceText',
])

test('every English string is said somewhere: what is not costs the first screen its bytes', () => {
  const root = join(import.meta.dirname, '../..')
  const sources = globSync('**/*.{ts,tsx}', { cwd: root })
    .filter(file => !/\.test\.tsx?$/.test(file))
    .map(file => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const said = new Set([...sources.matchAll(/['"]([a-z]+\.\w+)['"]/g)].map(([, key = '']) => key))
  const silent = entriesOf(english).map(({ name }) => name.replace(pluralForm, ''))
  expect(silent.filter(name => !said.has(name) && !notSaidYet.has(name))).toEqual([])
})

test.each(['errors', 'account'])('every error of %s says what happened and what was kept', area => {
  const errors = Object.keys(english[area] ?? {})
  const stems = (ending: string): readonly string[] =>
    [...new Set(errors.map(key => key.replace(pluralForm, '')).filter(key => key.endsWith(ending)))]
      .map(key => key.slice(0, -ending.length))
      .toSorted()
  expect(stems('Kept')).toEqual(stems('What'))
})

test('a string with places for values is never asked for without them', () => {
  const root = join(import.meta.dirname, '../../../src')
  const places = new Map(
    entriesOf(english).map(({ area, key, text }) => [
      `${area}.${key.replace(pluralForm, '')}`,
      placesOf(text),
    ]),
  )
  const bare: string[] = []
  for (const file of globSync('**/*.{ts,tsx}', { cwd: root })) {
    if (/\.(test|spec)\.tsx?$/.test(file)) continue
    for (const [, key = ''] of readFileSync(join(root, file), 'utf8').matchAll(/\bt\('(\w+\.\w+)'\)/g)) {
      if ((places.get(key) ?? []).length > 0) bare.push(`${file}: ${key}`)
    }
  }
  expect(bare).toEqual([])
})
