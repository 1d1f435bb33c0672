/** The worker of vectors: builds the search by meaning from the real database and channel, and does nothing else. */

import * as Comlink from 'comlink'
import { createDatabase } from '../core/database.ts'
import { vectorChangesChannel } from '../features/semantic-search/vector-changes.ts'
import { createVectorSearch } from '../features/semantic-search/vector-search.ts'
import { featureTables } from '../features/tables.ts'

const search = createVectorSearch({
  database: createDatabase(featureTables),
  channel: new BroadcastChannel(vectorChangesChannel),
})

Comlink.expose(search)
