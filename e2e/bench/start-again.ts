/** `npm start` once more, with everything in place and no network needed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { join, resolve } from 'node:path'
import { median } from './browser.ts'
import type { Figure } from './report.ts'

const root = resolve(import.meta.dirname, '../..')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free')
  return address.port
}

const startOnce = async (dataDir: string, offline: boolean): Promise<number> => {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      // A registry that is not there: whoever asks for one fails at once.
      ...(offline ? { npm_config_registry: 'http://127.0.0.1:9/' } : {}),
    },
    stdio: 'ignore',
    detached: true,
  })
  try {
    for (;;) {
      const ready = await fetch(`http://localhost:${port}/readyz`).then(
        response => response.ok,
        () => false,
      )
      if (ready) return performance.now() - begun
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
      await setTimeout(20)
    }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  }
}

export const benchStartAgain = async (): Promise<Figure> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-bench-start-'))
  await startOnce(dataDir, false)
  const values: number[] = []
  for (let run = 0; run < 3; run += 1) values.push(await startOnce(dataDir, true))
  await rm(dataDir, { recursive: true, force: true })
  return {
    what: 'npm start again without a network, to ready',
    measured: median(values),
    budget: 5_000,
    unit: 'ms',
    values,
    note: 'median of 3, registry unreachable',
  }
}
