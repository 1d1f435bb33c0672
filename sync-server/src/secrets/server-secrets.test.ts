import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '@weft/shared/env.ts'
import { expect, onTestFinished, test } from 'vitest'
import { readServerSecrets } from './server-secrets.ts'

const newDataDir = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'weft-secrets-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return dataDir
}

const read = (dataDir: string, environment: Record<string, string> = {}) =>
  readServerSecrets({ dataDir, environment, random: systemRandom })

test('made on the first start, for the owner only, and the same on the next', async () => {
  const dataDir = await newDataDir()
  const both = await Promise.all([read(dataDir), read(dataDir)])
  const again = await read(dataDir)
  expect(both[0]).toMatchObject({ ok: true })
  expect([both[0], both[1]]).toEqual([again, again])
  for (const file of ['server-secret', 'password-pepper']) {
    const path = join(dataDir, 'secrets', file)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readFile(path, 'utf8')).toMatch(/^[\w-]{43}$/)
  }
})

test('a file that others can read, or that was cut off, stops the start by name and is not replaced', async () => {
  const dataDir = await newDataDir()
  await read(dataDir)
  const path = join(dataDir, 'secrets', 'password-pepper')
  await chmod(path, 0o644)
  expect(await read(dataDir)).toMatchObject({ ok: false, error: { type: 'secret-invalid', name: path } })
  await chmod(path, 0o600)
  await writeFile(path, '')
  expect(await read(dataDir)).toMatchObject({ ok: false, error: { name: path, problem: /shorter/ } })
  expect(await readFile(path, 'utf8')).toBe('')
})

const good = 'aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zC'

test('the environment comes first; a short one and a placeholder are refused by name', async () => {
  const dataDir = await newDataDir()
  const given = await read(dataDir, { SERVER_SECRET: good })
  expect(given.ok && Buffer.from(given.value.serverSecret).toString()).toBe(good)
  expect((await read(dataDir, { SERVER_SECRET: '' })).ok).toBe(true)
  for (const [wrong, problem] of [
    ['planted', /shorter/],
    ['a'.repeat(64), /placeholder/],
    ['change-me-change-me-change-me-42', /placeholder/],
    ['please replace this with 32 chars!', /placeholder/],
    ['your-secret-key-goes-here-0123456', /placeholder/],
    ['1234567890123456789012345678901234', /placeholder/],
    ['correct-horse-battery-password-99', /placeholder/],
  ] as const)
    for (const name of ['SERVER_SECRET', 'PASSWORD_PEPPER']) {
      const refused = await read(dataDir, { [name]: wrong })
      expect([wrong, refused]).toEqual([
        wrong,
        { ok: false, error: { type: 'secret-invalid', name, problem: expect.stringMatching(problem) } },
      ])
      expect(JSON.stringify(refused)).not.toContain(wrong)
    }
  const same = await read(dataDir, { SERVER_SECRET: good, PASSWORD_PEPPER: good })
  expect(same).toMatchObject({ ok: false, error: { name: 'PASSWORD_PEPPER' } })
})
