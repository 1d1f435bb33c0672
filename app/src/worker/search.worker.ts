/** The search worker: builds the full-text search from the real database, locks and channels, and does nothing else. */

import { systemEnv } from '@weft/shared/env.ts'
import * as Comlink from 'comlink'
import { createDatabase } from '../core/database.ts'
import { withoutNotices } from '../core/dexie-notices.ts'
import { turnOfEventLoop } from '../features/search/index/breathe.ts'
import { createSearchHost } from '../features/search/index/search-host.ts'
import { featureTables } from '../features/tables.ts'
import { createLogHints } from './log-hints.ts'

Comlink.expose(
  createSearchHost({
    // It writes nothing but the index, whose changes have a channel of their own.
    database: withoutNotices(createDatabase(featureTables)),
    env: systemEnv,
    locks: navigator.locks,
    turn: turnOfEventLoop,
    onLogGrown: listener => void createLogHints(({ roomId }) => listener(roomId)),
    signal: new AbortController().signal,
  }),
)
