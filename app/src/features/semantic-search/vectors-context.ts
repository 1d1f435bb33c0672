import { systemClock } from '@weft/shared/env.ts'
import { createContext } from 'react'
import { startVectorsWorker } from './start-vectors-worker.ts'
import type { VectorSearch } from './vector-search.ts'
import { createVectorsClient } from './vectors-client.ts'

/** One worker for everything of a page that searches. */
export const VectorsContext = createContext<VectorSearch>(
  createVectorsClient(startVectorsWorker, systemClock),
)
