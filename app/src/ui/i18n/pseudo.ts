/**
 * The pseudo language: English in ⟦brackets⟧. A visible text without them did not come from a catalogue.
 * Loaded only when the address says `?pseudo` or the stored language is `en-XA`.
 */
import { en } from './catalogues/en.ts'
import { speakOfExport } from './catalogues/en-export.ts'
import { speakOfImport } from './catalogues/en-import.ts'
import { speakOfBackups } from './catalogues/en-backup.ts'
import { speakOfBulkActs } from './catalogues/en-bulk.ts'
import { speakOfWriting } from './catalogues/en-composer.ts'
import { speakOfPlaces } from './catalogues/en-places.ts'
import { speakOfMeaning } from './catalogues/en-meaning.ts'
import { speakOfAnswers } from './catalogues/en-later.ts'
import { speakOfSearch } from './catalogues/en-search.ts'
import { speakOfSettings } from './catalogues/en-settings.ts'
import { speakOfSync } from './catalogues/en-sync.ts'
import { speakOfWelcome } from './catalogues/en-welcome.ts'
import type { Catalogue } from './catalogue.ts'

speakOfExport()
speakOfImport()
speakOfBackups()
speakOfBulkActs()
speakOfWriting()
speakOfPlaces()
speakOfMeaning()
speakOfAnswers()
speakOfSearch()
speakOfSettings()
speakOfSync()
speakOfWelcome()

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))

export const catalogue: Catalogue = mapValues<Readonly<Record<string, string>>, Record<string, string>>(
  en,
  area => mapValues(area, text => `⟦${text}⟧`),
)
