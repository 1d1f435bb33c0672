/** The real server around a page of three lines: what the stack promises holds without the app. */
import { access, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAppServer } from './app-server.ts'
import { startStack } from './stack.ts'

let appDir: string

beforeAll(async () => {
  appDir = await mkdtemp(join(tmpdir(), 'weft-app-'))
  await mkdir(join(appDir, 'assets'))
  await writeFile(join(appDir, 'index.html'), '<!doctype html><title>Weft</title><p>A page')
})
afterAll(() => rm(appDir, { recursive: true, force: true }))

/** Servers are started with a database each: seconds, on a machine that is busy with other tests. */
const startsWithin = { timeout: 30_000 }

test('one call starts the app and a provider, and both are gone afterwards', startsWithin, async () => {
  const stack = await startStack({ app: { appDir } })
  expect(await (await fetch(`${stack.app.url}/`)).text()).toContain('A page')
  expect((await fetch(`${stack.app.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${stack.provider.url}/v1/models`)).status).toBe(200)
  await stack.close()
  await expect(fetch(`${stack.app.url}/`)).rejects.toThrow()
  await expect(fetch(`${stack.provider.url}/v1/models`)).rejects.toThrow()
})

test('a stopped server refuses, and comes back on its old address', startsWithin, async () => {
  await using server = await startAppServer({ appDir })
  await server.stop()
  expect(server.running()).toBe(false)
  await expect(fetch(server.url)).rejects.toThrow()
  await server.start()
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await server.kill()
  await expect(fetch(server.url)).rejects.toThrow()
})

test('a folder goes only when the database of the killed server has stopped', startsWithin, async () => {
  const server = await startAppServer({ appDir })
  const [pid] = (await readFile(join(server.dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n', 1)
  // As slow to stop as one with much to write.
  process.kill(Number(pid), 'SIGSTOP')
  setTimeout(() => process.kill(Number(pid), 'SIGCONT'), 500)
  await server.kill()
  await server.close()
  await expect(access(server.dataDir)).rejects.toThrow('ENOENT')
  // One that has ended may still have its number; it has no words any more.
  expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).toBe('')
})

test('a server that cannot start says why', async () => {
  await expect(startAppServer({ appDir, environment: { TRUST_PROXY: 'many' } })).rejects.toThrow(
    /TRUST_PROXY/,
  )
})
