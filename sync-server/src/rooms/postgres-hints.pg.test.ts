import { systemEnv } from '@weft/shared/env.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { createTestDatabase } from '../testing/test-database.ts'
import { hintsContract } from './hints.contract.ts'
import { createPostgresHints } from './postgres-hints.ts'

hintsContract('PostgreSQL', async names => {
  const { connection } = await createTestDatabase()
  const log = pino({ level: 'silent' })
  const nodes = names.map(node => createPostgresHints({ connection, node, env: systemEnv, log }))
  for (const { stop } of nodes) onTestFinished(stop)
  await Promise.all(nodes.map(({ listening }) => listening))
  return nodes
})
