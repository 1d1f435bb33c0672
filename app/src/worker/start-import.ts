/** One import under way, put together: its row, the workspaces that it writes into, and how threads and files get there. */

import type { ThreadId } from '@weft/shared/ids.ts'
import type { Clock } from '@weft/shared/env.ts'
import type { BringPlace } from '../features/import/bring/bring-place.ts'
import { createBringThreads } from '../features/import/bring/bring-threads.ts'
import { createFindFolders, type FindFolders } from '../features/import/bring/find-folders.ts'
import type { ImportRequest, ReadEntry } from '../features/import/bring/import-calls.ts'
import type { ImportedTrace, ImportRow } from '../features/import/bring/import-row.ts'
import type { ImportRows } from '../features/import/bring/import-rows.ts'
import { createImportRun, type ImportRun } from '../features/import/bring/import-run.ts'
import { storeFilesWith } from '../features/import/bring/store-entry.ts'
import type { EngineParts } from './engine-parts.ts'
import type { ImportPlace, ImportPlaces } from './import-places.ts'

export interface StartImport {
  readonly parts: Pick<EngineParts, 'rooms' | 'commands' | 'blobs' | 'blobStore'>
  readonly places: ImportPlaces
  readonly beside: Pick<ReturnType<EngineParts['beside']>, 'commands' | 'expectAbsent'>
  readonly rows: ImportRows
  readonly durableRows: ImportRows
  readonly clock: Clock
}

export interface StartedFrom {
  readonly row: ImportRow
  readonly request: ImportRequest
  readonly readEntry: ReadEntry
  /** Of an earlier part of the same import. */
  readonly traces: ReadonlyMap<ThreadId, ImportedTrace>
  readonly takenBack: Parameters<typeof createFindFolders>[0]['takenBack']
}

export const startImport = async (
  { parts, places, beside, rows, durableRows, clock }: StartImport,
  { row, request, readEntry, traces, takenBack }: StartedFrom,
): Promise<ImportRun> => {
  const looked = await places.look()

  const foldersOf = ({ document, ids }: ImportPlace): FindFolders =>
    createFindFolders({
      rooms: parts.rooms,
      commands: parts.commands,
      document,
      ids,
      createdAt: row.startedAt,
      madeBefore: row.folders,
      takenBack,
    })
  // Elsewhere none is made: what goes there was written there.
  const homeFolders = foldersOf(looked.home)

  const placeOf = (place: ImportPlace, folders: FindFolders): BringPlace => {
    const { workspaceId } = place
    return {
      ...place,
      folders,
      storeFile: storeFilesWith({
        readEntry,
        addBlob: content => parts.blobs.add(workspaceId, content),
        stored: () => run.fileStored(),
        failed: error => run.fail(error),
        skip: skipped => run.skip(skipped),
      }),
      hasBlob: async id => {
        const found = await parts.blobStore.find({ workspaceId, id })
        return found.ok && found.value !== undefined
      },
    }
  }
  const home = placeOf(looked.home, homeFolders)

  const run: ImportRun = createImportRun({
    row,
    rows,
    durableRows,
    folders: homeFolders.made,
    clock,
    prepare: places.readDeleted,
    bring: () => bring,
  })
  const bring = createBringThreads({
    places: {
      home,
      of: workspaceId => {
        if (workspaceId === home.workspaceId) return home
        const place = looked.of(workspaceId)
        return place && placeOf(place, foldersOf(place))
      },
    },
    commands: beside.commands,
    noteTraces: noted => rows.noteTraces(row.id, noted),
    traceOf: threadId => traces.get(threadId),
    expectAbsent: beside.expectAbsent,
    skip: skipped => run.skip(skipped),
    takesInstructions: request.takesInstructions,
    now: row.startedAt,
  })
  return run
}
