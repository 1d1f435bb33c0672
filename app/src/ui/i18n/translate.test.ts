import { createInstance } from 'i18next'
import { describe, expect, test } from 'vitest'
import { catalogue as ar } from './catalogues/ar.ts'
import { catalogue as bn } from './catalogues/bn.ts'
import { en, type TextKey } from './catalogues/en.ts'
import { speakOfExport } from './catalogues/en-export.ts'
import { speakOfBackups } from './catalogues/en-backup.ts'
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
import type { Language } from './language.ts'
import type { Catalogue } from './catalogue.ts'
import { createTranslate, isolate } from './translate.ts'

speakOfExport()
speakOfBackups()
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

const english = createTranslate({ language: 'en', locale: 'en', catalogue: en })

/** A catalogue of one area, for patterns that no real one has. */
const translateFrom = (language: Language, locale: string, common: Readonly<Record<string, string>>) =>
  createTranslate({ language, locale, catalogue: { common } })

describe('translate', () => {
  test('puts values into their places', () => {
    expect(english('errors.keyRefusedWhat', { provider: 'OpenAI' })).toBe('OpenAI refused the key')
  })

  test('chooses the plural form by the rules of the language', () => {
    expect(english('sidebar.deleteThreads', { count: 1 })).toBe('Delete 1 thread')
    expect(english('sidebar.deleteThreads', { count: 5 })).toBe('Delete 5 threads')
    const arabic = createTranslate({ language: 'ar', locale: 'ar-u-nu-arab', catalogue: ar })
    const forms = [0, 1, 2, 3, 11, 100].map(count => arabic('sidebar.threadCount', { count }))
    expect(forms).toEqual(['لا محادثات', 'محادثة واحدة', 'محادثتان', '٣ محادثات', '١١ محادثة', '١٠٠ محادثة'])
  })

  test('writes numbers in the digits of the locale', () => {
    const bengali = createTranslate({ language: 'bn', locale: 'bn', catalogue: bn })
    expect(bengali('sidebar.threadCount', { count: 6200 })).toBe('৬,২০০টি আলাপ')
  })

  test('isolates a value that runs against the sentence, and no other', () => {
    const arabic = createTranslate({ language: 'ar', locale: 'ar-u-nu-arab', catalogue: ar })
    expect(arabic('thread.waitingFor', { model: 'qwen3:30b' })).toBe('بانتظار \u2068qwen3:30b\u2069')
    expect(english('thread.waitingFor', { model: 'qwen3:30b' })).toBe('Waiting for qwen3:30b')
    expect(isolate('ترجمة عقد', 'ltr')).toBe('\u2068ترجمة عقد\u2069')
    expect(isolate('ترجمة عقد', 'rtl')).toBe('ترجمة عقد')
    expect(isolate('404', 'rtl')).toBe('404')
  })

  test('evaluates nothing that a value says', () => {
    const t = translateFrom('en', 'en', { name: '{{a}} {{b}}', copy: 'secret' })
    expect(t('common.name', { a: '{{b}}', b: '$t(common.copy) $&' })).toBe('{{b}} $t(common.copy) $&')
  })

  test('leaves a place without a value to be seen', () => {
    expect(translateFrom('en', 'en', { name: 'by {{who}}' })('common.name')).toBe('by {{who}}')
  })

  test('a key the catalogue lacks is a broken invariant', () => {
    expect(() => translateFrom('en', 'en', {})('common.name')).toThrow('common.name')
  })
})

/** The keys of a catalogue with plural forms folded together, as `TextKey` has them. */
const keysOf = (catalogue: Catalogue): readonly string[] => [
  ...new Set(
    Object.entries(catalogue).flatMap(([area, texts]) =>
      Object.keys(texts).map(name => `${area}.${name.replace(/_(zero|one|two|few|many|other)$/, '')}`),
    ),
  ),
]

const isTextKey = (key: string): key is TextKey => keysOf(en).includes(key)

describe('the catalogues are read as i18next reads them', () => {
  // Values without letters: i18next knows no isolates and writes no digits but these.
  const values = new Proxy<Record<string, string>>({}, { get: () => '7', has: () => true })
  const counts = [0, 1, 2, 3, 7, 11, 99, 100, 101, 111]

  test.each([
    ['en', 'en', en],
    ['bn', 'bn-u-nu-latn', bn],
    ['ar', 'ar-u-nu-latn', ar],
  ] as const)(
    '%s',
    async (language, locale, catalogue) => {
      const oracle = createInstance()
      await oracle.init({
        lng: language,
        resources: { [language]: catalogue },
        ns: Object.keys(catalogue),
        interpolation: { escapeValue: false },
        nsSeparator: '.',
        keySeparator: false,
      })
      const t = createTranslate({ language, locale, catalogue })
      const names = new Set(JSON.stringify(catalogue).match(/(?<=\{\{)\w+(?=\}\})/g))
      const plain = Object.fromEntries([...names].map(name => [name, values[name] ?? '']))
      for (const key of keysOf(en).filter(isTextKey)) {
        for (const count of counts) {
          expect(t(key, { ...plain, count }), `${key} ${count}`).toBe(oracle.t(key, { ...plain, count }))
        }
      }
      // Every text in ten counts by two libraries: seconds where others work beside.
    },
    60_000,
  )
})
