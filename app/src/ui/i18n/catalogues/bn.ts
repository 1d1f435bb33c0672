/** The Bengali catalogue, loaded when it is chosen; one chunk for all areas. */
import account from './bn/account.json'
import backup from './bn/backup.json'
import bulk from './bn/bulk.json'
import common from './bn/common.json'
import composer from './bn/composer.json'
import device from './bn/device.json'
import errors from './bn/errors.json'
import exporting from './bn/export.json'
import importing from './bn/import.json'
import markdown from './bn/markdown.json'
import meaning from './bn/meaning.json'
import models from './bn/models.json'
import palette from './bn/palette.json'
import providers from './bn/providers.json'
import pwa from './bn/pwa.json'
import search from './bn/search.json'
import settings from './bn/settings.json'
import sidebar from './bn/sidebar.json'
import sync from './bn/sync.json'
import thread from './bn/thread.json'
import welcome from './bn/welcome.json'

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
