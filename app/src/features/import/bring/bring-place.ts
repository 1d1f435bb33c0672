/** A workspace that an import writes into. What other programs wrote goes home; what Weft wrote, back where it was. */

import type { SourceIds } from '@weft/shared/crypto/source-ids.ts'
import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import type { ImportedThread } from '../../transfer/imported-thread.ts'
import type { StoreFile } from '../../transfer/store-file.ts'
import type { FindFolders } from './find-folders.ts'
import type { FindThreads } from './find-threads.ts'

/** Enough to look what is here. */
export interface LookedPlace {
  readonly workspaceId: WorkspaceId
  readonly ids: SourceIds
  readonly threads: FindThreads
}

export interface BringPlace extends LookedPlace {
  readonly folders: FindFolders
  readonly storeFile: (thread: Pick<ImportedThread, 'title' | 'sourceId'>) => StoreFile
  readonly hasBlob: (id: AttachmentId) => Promise<boolean>
}

export interface Places<Place> {
  readonly home: Place
  /** Of the workspaces that are open here, home among them. */
  readonly of: (workspaceId: WorkspaceId) => Place | undefined
}
