import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { selfSigned } from './testing/self-signed.ts'
import { folder, runProcess } from './testing/server-process.ts'

// Each starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 })

const failing: readonly (readonly [string, () => Promise<Record<string, string>>, string])[] = [
  ['wrong settings', async () => ({ PORT: 'eighty' }), 'PORT must be a whole number from 0 to 65535.'],
  [
    'a data folder it cannot write to',
    async () => {
      const file = join(await folder(), 'file')
      await writeFile(file, '')
      return { DATA_DIR: join(file, 'data') }
    },
    'because it cannot write to ',
  ],
  [
    'no built app',
    async () => ({ DATA_DIR: await folder(), APP_DIR: await folder() }),
    'there is no built app in ',
  ],
  [
    'a certificate that is not there',
    async () => ({ DATA_DIR: await folder(), TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' }),
    'it cannot read /nowhere/cert.pem',
  ],
  [
    'a key of another certificate',
    async () => {
      const directory = await folder()
      await writeFile(join(directory, 'cert.pem'), selfSigned().certificate)
      await writeFile(join(directory, 'key.pem'), selfSigned().key)
      return {
        DATA_DIR: directory,
        TLS_CERT: join(directory, 'cert.pem'),
        TLS_KEY: join(directory, 'key.pem'),
      }
    },
    'certificate and key do not fit together',
  ],
  [
    'a secret that is none',
    async () => ({ DATA_DIR: await folder(), APP_DIR: 'none', SERVER_SECRET: 'changeme' }),
    'a secret cannot be used: SERVER_SECRET is shorter than 32 characters',
  ],
  [
    'a database that does not answer',
    async () => ({
      DATA_DIR: await folder(),
      APP_DIR: 'none',
      DATABASE_URL: 'postgresql://weft:planted-word@127.0.0.1:1/weft',
    }),
    'the database does not answer',
  ],
]

test.each(failing)('%s: it does not start, and says why and what to do', async (_what, prepare, reason) => {
  const { code, stdout, stderr } = await runProcess(await prepare()).ended
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toContain('Weft did not start')
  expect(stderr).toContain('Nothing was changed.')
  expect(stderr).toContain(reason)
  expect(stderr).not.toContain('planted-word')
})
