import { describe, expect, test } from 'vitest'
import { catalogue as ar } from './catalogues/ar.ts'
import { catalogue as bn } from './catalogues/bn.ts'
import { en } from './catalogues/en.ts'
import type { Language } from './language.ts'
import { createLanguageStore, languageKey, loadCatalogue } from './language-store.ts'
import type { Catalogue } from './catalogue.ts'

const memoryStorage = (initial: Readonly<Record<string, string>> = {}) => {
  const entries = new Map(Object.entries(initial))
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  }
}

const page = () => ({ lang: '', dir: '' })

describe('language store', () => {
  test('speaks English until it has started, then what the browser prefers', async () => {
    const root = page()
    const store = createLanguageStore({ preferred: ['bn-BD'], root })
    expect(store.get().t('common.copy')).toBe('Copy')
    await store.start()
    expect(store.get().t('common.copy')).toBe(bn['common']?.['copy'])
    expect(root).toEqual({ lang: 'bn', dir: 'ltr' })
    expect(store.chosen()).toBeNull()
  })

  test('what the person chose wins, and turns the page round', async () => {
    const root = page()
    const storage = memoryStorage({ [languageKey]: 'ar' })
    const store = createLanguageStore({ preferred: ['en-GB'], storage, root })
    await store.start()
    expect(store.get().language).toBe('ar')
    expect(root).toEqual({ lang: 'ar', dir: 'rtl' })
  })

  test('remembers a choice and forgets it again', async () => {
    const storage = memoryStorage()
    const store = createLanguageStore({ preferred: ['en'], storage })
    let told = 0
    store.subscribe(() => {
      told += 1
    })
    await store.choose('bn')
    expect([store.get().language, storage.getItem(languageKey), store.chosen(), told]).toEqual([
      'bn',
      'bn',
      'bn',
      1,
    ])
    await store.choose(null)
    expect([store.get().language, storage.getItem(languageKey), store.chosen()]).toEqual(['en', null, null])
  })

  test('ignores a stored language that it does not speak', async () => {
    const store = createLanguageStore({ preferred: [], storage: memoryStorage({ [languageKey]: 'tlh' }) })
    await store.start()
    expect(store.get().language).toBe('en')
  })

  test('starts in English when the catalogue cannot be loaded, and stays as it is when a choice cannot', async () => {
    const load = async (language: Language): Promise<Catalogue> => {
      if (language !== 'en') throw new Error('offline')
      return en
    }
    const storage = memoryStorage()
    const store = createLanguageStore({ preferred: ['ar'], storage, load })
    await store.start()
    expect(store.get().language).toBe('en')
    await expect(store.choose('bn')).rejects.toThrow('offline')
    expect([store.get().language, storage.getItem(languageKey)]).toEqual(['en', null])
  })

  test('a slow catalogue does not overtake a later choice', async () => {
    const gates = new Map<Language, (catalogue: Catalogue) => void>()
    const load = (language: Language): Promise<Catalogue> =>
      new Promise(resolve => {
        gates.set(language, resolve)
      })
    const store = createLanguageStore({ preferred: [], load })
    const first = store.choose('bn')
    const second = store.choose('ar')
    gates.get('ar')?.(ar)
    await second
    gates.get('bn')?.(bn)
    await first
    expect(store.get().language).toBe('ar')
  })

  test('storage that the browser refuses costs the memory of the choice, not the choice', async () => {
    const refuse = (): never => {
      throw new Error('SecurityError')
    }
    const storage = { getItem: refuse, setItem: refuse, removeItem: refuse }
    const store = createLanguageStore({ preferred: ['en'], storage })
    await store.start()
    await store.choose('bn')
    expect(store.get().language).toBe('bn')
  })

  test('?pseudo brackets every string', async () => {
    const store = createLanguageStore({ preferred: ['ar'], search: '?pseudo' })
    await store.start()
    const { t, direction } = store.get()
    expect(t('errors.keyRefusedWhat', { provider: 'OpenAI' })).toBe('⟦OpenAI refused the key⟧')
    expect(t('sidebar.deleteThreads', { count: 1 })).toBe('⟦Delete 1 thread⟧')
    expect(direction).toBe('ltr')
    const pseudo = await loadCatalogue('en-XA')
    const texts = Object.values(pseudo).flatMap(area => Object.values(area))
    expect(texts.every(text => /^⟦.+⟧$/.test(text))).toBe(true)
  })
})
