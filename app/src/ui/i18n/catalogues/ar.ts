/** The Arabic catalogue, loaded when it is chosen; one chunk for all areas. */
import account from './ar/account.json'
import backup from './ar/backup.json'
import bulk from './ar/bulk.json'
import common from './ar/common.json'
import composer from './ar/composer.json'
import device from './ar/device.json'
import errors from './ar/errors.json'
import exporting from './ar/export.json'
import importing from './ar/import.json'
import markdown from './ar/markdown.json'
import meaning from './ar/meaning.json'
import models from './ar/models.json'
import palette from './ar/palette.json'
import providers from './ar/providers.json'
import pwa from './ar/pwa.json'
import search from './ar/search.json'
import settings from './ar/settings.json'
import sidebar from './ar/sidebar.json'
import sync from './ar/sync.json'
import thread from './ar/thread.json'
import welcome from './ar/welcome.json'

import type { Catalogue } from '../catalogue.ts'

export const catalogue: Catalogue = {
  account,
  backup,
  bulk,
  common,
  composer,
  device,
  errors,
  export: exporting,
  import: importing,
  markdown,
  meaning,
  models,
  palette,
  providers,
  pwa,
  search,
  settings,
  sidebar,
  sync,
  thread,
  welcome,
}
