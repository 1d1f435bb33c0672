/** What an import is called on the screen: the programs its threads come from, or its files until that is known. */

import type { ImportRow } from './bring/import-row.ts'
import { sourceNames } from './import-words.ts'

export const nameOfImport = ({ sources, files }: ImportRow): string =>
  sources.length > 0
    ? sources.map(source => sourceNames[source]).join(', ')
    : files.map(({ name }) => name).join(', ')
