import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readEpoch } from './db/epoch.ts'
import { appFixture, shell } from './testing/app-fixture.ts'
import { databaseUrlOf, folder, runProcess } from './testing/server-process.ts'
import { createTestDatabase } from './testing/test-database.ts'

const environment = async () => {
  const { connection } = await createTestDatabase()
  return {
    APP_DIR: await appFixture(),
    DATA_DIR: join(await folder(), 'new/data'),
    DATABASE_URL: databaseUrlOf(connection.database ?? ''),
  }
}

test('a database of its own: one clear line when it is ready, the app at that address, an end by SIGTERM, and again', async () => {
  const own = { APP_DIR: await appFixture(), DATA_DIR: await folder() }
  for (const start of ['first', 'again']) {
    const { child, ready, ended } = runProcess(own)
    const url = await ready
    expect(url, start).toMatch(/^http:\/\/localhost:\d+$/)
    expect(await (await fetch(`${url}/threads/thr_x`)).text()).toBe(shell)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${url}/api/v1/registration`)).json()).toMatchObject({ registration: 'open' })
    child.kill('SIGTERM')
    expect(await ended).toEqual({ code: 0, stdout: `Weft is ready: ${url}\n`, stderr: '' })
  }
})

test('it ends when the program that started it is gone', async () => {
  const { child, ready, ended } = runProcess(await environment())
  await ready
  child.disconnect()
  expect((await ended).code).toBe(0)
})

test('a second signal ends it at once', async () => {
  const { child, ready, ended } = runProcess({
    ...(await environment()),
    DRAIN_SECONDS: '60',
    LOG_LEVEL: 'info',
  })
  await ready
  child.kill('SIGTERM')
  child.kill('SIGINT')
  expect((await ended).code).toBe(1)
})

test('a port that is taken: it says so, and ends', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise(resolve => other.once('listening', resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('the other program has a port')
  const { code, stderr } = await runProcess({ ...(await environment()), PORT: String(address.port) }).ended
  expect(code).toBe(1)
  expect(stderr).toContain('is taken by another program')
})

test('mark-restored gives the database a new epoch', async () => {
  const database = await createTestDatabase()
  const before = await readEpoch(database.db)
  const { code, stdout } = await runProcess(
    { DATA_DIR: await folder(), DATABASE_URL: databaseUrlOf(database.connection.database ?? '') },
    'mark-restored.ts',
  ).ended
  const after = await readEpoch(database.db)
  expect(code).toBe(0)
  expect(after).not.toBe(before)
  expect(stdout).toContain(after)
})
