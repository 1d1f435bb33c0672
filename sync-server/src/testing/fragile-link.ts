/** A link to PostgreSQL that can be cut at the worst moment: when the statement was done and its answer is on the way. */

import { createServer, connect, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DatabaseConnection } from '../db/database.ts'

export interface FragileLink {
  readonly connection: DatabaseConnection
  /** The next answer is swallowed, and its connection cut. Resolves when that has happened. */
  readonly cutNextAnswer: () => Promise<void>
  /** Cuts every connection and takes no new one until `mend`. */
  readonly cut: () => void
  readonly mend: () => void
}

export const createFragileLink = async (target: DatabaseConnection): Promise<FragileLink> => {
  const folder = await mkdtemp(join(tmpdir(), 'weft-link-'))
  const open = new Set<Socket>()
  let down = false
  let onAnswer: (() => void) | undefined

  const server = createServer(client => {
    if (down) {
      client.destroy()
      return
    }
    const database = connect({ path: join(target.host ?? '', `.s.PGSQL.${target.port}`) })
    const end = (): void => {
      client.destroy()
      database.destroy()
    }
    for (const socket of [client, database]) {
      open.add(socket)
      socket.on('error', end).on('close', () => {
        open.delete(socket)
        end()
      })
    }
    client.on('data', chunk => void database.write(chunk))
    database.on('data', chunk => {
      if (onAnswer === undefined) return void client.write(chunk)
      onAnswer()
      onAnswer = undefined
      end()
    })
  })
  await new Promise<void>(resolve => void server.listen(join(folder, '.s.PGSQL.5432'), resolve))
  onTestFinished(async () => {
    for (const socket of open) socket.destroy()
    await new Promise(resolve => void server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  return {
    connection: { ...target, host: folder, port: 5432 },
    cutNextAnswer: () =>
      new Promise(resolve => {
        onAnswer = resolve
      }),
    cut: () => {
      down = true
      for (const socket of open) socket.destroy()
    },
    mend: () => {
      down = false
    },
  }
}
