/**
 * The English catalogue: the source of the keys. The areas of the first screens are in the first bundle; those of
 * settings and of the first run come with `en-settings.ts` and `en-welcome.ts`, which the pages that speak them import. The keys know all of them.
 */
import type { Catalogue } from '../catalogue.ts'
import type account from './en/account.json'
import common from './en/common.json'
import composer from './en/composer.json'
import type device from './en/device.json'
import errors from './en/errors.json'
import markdown from './en/markdown.json'
import type meaning from './en/meaning.json'
import models from './en/models.json'
import palette from './en/palette.json'
import type providers from './en/providers.json'
import pwa from './en/pwa.json'
import type settings from './en/settings.json'
import sidebar from './en/sidebar.json'
import type sync from './en/sync.json'
import thread from './en/thread.json'
import type welcome from './en/welcome.json'

const first = { common, composer, errors, markdown, models, palette, pwa, sidebar, thread }

const areas: Record<string, Readonly<Record<string, string>>> = { ...first }

/** As far as it is loaded. */
export const en: Catalogue = areas

export const addEnglish = (more: Catalogue): void => void Object.assign(areas, more)

type Areas = typeof first & {
  readonly account: typeof account
  readonly device: typeof device
  readonly meaning: typeof meaning
  readonly providers: typeof providers
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
