/** The English catalogue: the source of the keys, and in the first bundle. */
import common from './en/common.json'
import composer from './en/composer.json'
import errors from './en/errors.json'
import markdown from './en/markdown.json'
import models from './en/models.json'
import palette from './en/palette.json'
import providers from './en/providers.json'
import pwa from './en/pwa.json'
import settings from './en/settings.json'
import sidebar from './en/sidebar.json'
import thread from './en/thread.json'
import welcome from './en/welcome.json'

export const en = {
  common,
  composer,
  errors,
  markdown,
  models,
  palette,
  providers,
  pwa,
  settings,
  sidebar,
  thread,
  welcome,
}

type PluralForm = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type WithoutForm<Name extends string> = Name extends `${infer Stem}_${PluralForm}` ? Stem : Name
type Areas = typeof en

/** `area.name` of every string, plural forms folded into one. */
export type TextKey = {
  [Area in keyof Areas]: `${Area}.${WithoutForm<keyof Areas[Area] & string>}`
}[keyof Areas]
