/**
 * The English catalogue: the source of the keys. The areas of the first screens are in the first bundle; those of
 * settings and of the first run come with `en-settings.ts` and `en-welcome.ts`, and of some areas a part comes with
 * `en-later.ts`, `en-places.ts` and `en-composer.ts`: what speaks them imports that. The keys know all of them.
 */
import type { Catalogue } from '../catalogue.ts'
import type account from './en/account.json'
import type backup from './en/backup.json'
import type bulk from './en/bulk.json'
import common from './en/common.json'
import composer from './en/composer.json'
import type device from './en/device.json'
import errors from './en/errors.json'
import type exporting from './en/export.json'
import type laterComposer from './en/later/composer.json'
import type laterErrors from './en/later/errors.json'
import type laterModels from './en/later/models.json'
import type laterPalette from './en/later/palette.json'
import type laterPwa from './en/later/pwa.json'
import type laterSidebar from './en/later/sidebar.json'
import type laterThread from './en/later/thread.json'
import markdown from './en/markdown.json'
import type importing from './en/import.json'
import type meaning from './en/meaning.json'
import models from './en/models.json'
import palette from './en/palette.json'
import type providers from './en/providers.json'
import pwa from './en/pwa.json'
import type search from './en/search.json'
import type settings from './en/settings.json'
import sidebar from './en/sidebar.json'
import type sync from './en/sync.json'
import thread from './en/thread.json'
import type welcome from './en/welcome.json'

const first = { common, composer, errors, markdown, models, palette, pwa, sidebar, thread }

const areas: Record<string, Readonly<Record<string, string>>> = { ...first }

/** As far as it is loaded. */
export const en: Catalogue = areas

/** An area that is there in part gets the rest. */
export const addEnglish = (more: Catalogue): void => {
  for (const [area, texts] of Object.entries(more)) areas[area] = { ...areas[area], ...texts }
}

type Areas = typeof first & {
  readonly composer: typeof laterComposer
  readonly errors: typeof laterErrors
  readonly models: typeof laterModels
  readonly palette: typeof laterPalette
  readonly pwa: typeof laterPwa
  readonly sidebar: typeof laterSidebar
  readonly thread: typeof laterThread
  readonly account: typeof account
  readonly backup: typeof backup
  readonly bulk: typeof bulk
  readonly device: typeof device
  readonly export: typeof exporting
  readonly import: typeof importing
  readonly meaning: typeof meaning
  readonly providers: typeof providers
  readonly search: typeof search
  readonly settings: typeof settings
  readonly sync: typeof sync
  readonly welcome: typeof welcome
}

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type WithoutForm<Name extends string> = Name extends `${infer Stem}_${PluralForm}` ? Stem : Name

/** `area.name` of every string, plural forms folded into one. */
export type TextKey = {
  [Area in keyof Areas]: `${Area}.${WithoutForm<keyof Areas[Area] & string>}`
}[keyof Areas]
