/**
 * What every view may use: the engine, the rows, and the ids of this person's workspace. Built once in
 * `main.tsx` and read with `usePage()`.
 */

import type { Env } from '@weft/shared/env.ts'
import { must } from '@weft/shared/assert.ts'
import { createContext, useContext } from 'react'
import type { Database } from '../core/database.ts'
import type { EngineInfo } from './api.ts'
import type { EngineClient } from './client.ts'

export interface Page {
  readonly engine: EngineClient
  /** For reading only; writes go through `engine`. Live queries: `useLiveQuery` of dexie-react-hooks. */
  readonly database: Database
  readonly env: Env
  /** Resolves once the engine is open; rows can be read before. */
  readonly ready: Promise<EngineInfo>
}

export const PageContext = createContext<Page | null>(null)

export const usePage = (): Page => must(useContext(PageContext), 'PageContext above every view')
