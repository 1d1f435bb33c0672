import { expect, test } from 'vitest'
import { catalogue as ar } from '../../ui/i18n/catalogues/ar.ts'
import { catalogue as bn } from '../../ui/i18n/catalogues/bn.ts'
import { en } from '../../ui/i18n/catalogues/en.ts'
import { speakOfBackups } from '../../ui/i18n/catalogues/en-backup.ts'
import { speakOfExport } from '../../ui/i18n/catalogues/en-export.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { createTranslate, type Translate } from '../../ui/i18n/translate.ts'
import { findSettings } from './find-settings.ts'
import { findableSettings } from './settings-tabs.ts'

speakOfBackups()
speakOfExport()
speakOfSettings()

const english = createTranslate({ language: 'en', locale: 'en', catalogue: en })
const bengali = createTranslate({ language: 'bn', locale: 'bn', catalogue: bn })
const arabic = createTranslate({ language: 'ar', locale: 'ar', catalogue: ar })

const found = (question: string, t: Translate = english): readonly string[] =>
  findSettings(question, t).map(({ setting }) => setting)

test('by the beginning of any word of its name, whatever the case', () => {
  expect(found('LANG')).toEqual(['language'])
  expect(found('enter')).toContain('send-with')
  expect(found('anguage')).toEqual([])
})

test('by other names, after those found by their own', () => {
  expect(found('dark')).toEqual(['theme'])
  expect(found('gpu')).toEqual(['own-model'])
  const models = found('model')
  expect(models).toEqual(['default-model', 'title-model', 'own-model', 'fallback', 'providers'])
})

test('backups and what takes the room, by the words that people use', () => {
  expect(found('backup')).toEqual(expect.arrayContaining(['backup', 'restore', 'backup-plan']))
  expect(found('restore')).toContain('restore')
  expect(found('scheduled backups')).toEqual(['backup-plan'])
  expect(found('free space')).toEqual(['kinds'])
  expect(found('storage')).toEqual(expect.arrayContaining(['storage', 'kinds']))
  expect(found('ব্যাকআপ', bengali)).toContain('backup')
  expect(found('استعادة', arabic)).toContain('restore')
})

test('by the page it is on', () => {
  expect(found('general')).toEqual([
    'language',
    'send-with',
    'default-model',
    'title-model',
    'fallback',
    'unreachable',
  ])
})

test('every word asked for must be there', () => {
  expect(found('model titles')).toEqual(['title-model'])
  expect(found('model keyboard')).toEqual([])
})

test('nothing for an empty question', () => {
  expect(found('  ')).toEqual([])
})

test('in Bengali and in Arabic, with and without vowel marks', () => {
  expect(found('ভাষা', bengali)).toContain('language')
  expect(found('المفاتيح', arabic)).not.toContain('language')
  expect(found('السِّمة', arabic)).toEqual(['theme'])
  expect(found('السمه', arabic)).toEqual(['theme'])
})

test('each can be found by its own name in every language', () => {
  for (const t of [english, bengali, arabic]) {
    for (const setting of findableSettings) expect(findSettings(t(setting.name), t)).toContain(setting)
  }
})
