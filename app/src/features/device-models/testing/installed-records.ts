/** The records of the WebLLM that is installed. It loads the whole library: for tests and for the desk only. */

import { functionCallingModelIds, prebuiltAppConfig } from '@mlc-ai/web-llm'
import type { CatalogueFile } from '../catalogue-row.ts'
import { makeCatalogue } from '../make-catalogue.ts'

export const installedRecords = prebuiltAppConfig.model_list

export const makeInstalledCatalogue = (): CatalogueFile =>
  makeCatalogue(prebuiltAppConfig, functionCallingModelIds)
