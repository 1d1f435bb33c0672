/**
 * The directory of the embedded PostgreSQL and its password. The directory is made beside its place and moved there
 * when it is whole, so a kill while it is made leaves nothing that looks like a database.
 */

import { execFile } from 'node:child_process'
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Random } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { causeText, type DatabaseStartError, readEnding } from './database-error.ts'
import { type PostgresBinaries, postgresMajor } from './postgres-binaries.ts'
import type { PostgresUser } from './postgres-user.ts'

export interface DataDirectory {
  readonly directory: string
  readonly password: string
}

export const superuser = 'weft'

interface Deps {
  /** DATA_DIR; the directory and the password are below it. */
  readonly dataDir: string
  readonly binaries: PostgresBinaries
  readonly user: PostgresUser
  readonly random: Random
}

const run = promisify(execFile)

export const prepareDirectory = async (deps: Deps): Promise<Result<DataDirectory, DatabaseStartError>> => {
  const directory = join(deps.dataDir, 'postgres')
  const passwordPath = join(deps.dataDir, 'postgres-password')
  const found = await readVersion(directory)
  if (found === undefined) return create(deps, directory, passwordPath)
  if (found !== postgresMajor)
    return err({ type: 'database-version', directory, found, wanted: postgresMajor })
  const password = await readPassword(passwordPath)
  if (password === undefined) return err({ type: 'database-password-missing', path: passwordPath })
  return ok({ directory, password })
}

/** Undefined where there is no directory; empty where there is one that no PostgreSQL has made. */
const readVersion = async (directory: string): Promise<string | undefined> => {
  try {
    return (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim()
  } catch {
    try {
      await (await open(directory)).close()
      return ''
    } catch {
      return undefined
    }
  }
}

const readPassword = async (path: string): Promise<string | undefined> => {
  try {
    const password = (await readFile(path, 'utf8')).trim()
    return password === '' ? undefined : password
  } catch {
    return undefined
  }
}

const create = async (
  { dataDir, binaries, user, random }: Deps,
  directory: string,
  passwordPath: string,
): Promise<Result<DataDirectory, DatabaseStartError>> => {
  const unfinished = join(dataDir, 'postgres.unfinished')
  const password = Buffer.from(random.bytes(24)).toString('base64url')
  try {
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { mode: 0o700 })
    const cluster = join(unfinished, 'cluster')
    const handedOver = join(unfinished, 'password')
    await mkdir(cluster, { mode: 0o700 })
    await writeFile(handedOver, password, { mode: 0o600 })
    if (user) for (const path of [unfinished, cluster, handedOver]) await chown(path, user.uid, user.gid)

    const failure = await initialise(binaries, cluster, handedOver, user)
    if (failure !== undefined) {
      await rm(unfinished, { recursive: true, force: true })
      return err(readEnding(failure, directory))
    }
    // The password first: without it the directory would be of no use.
    await writeFile(passwordPath, `${password}\n`, { mode: 0o600, flush: true })
    await rename(cluster, directory)
    await syncFolder(dataDir)
    await rm(unfinished, { recursive: true, force: true })
    return ok({ directory, password })
  } catch (cause) {
    return err(readEnding(causeText(cause), directory))
  }
}

/** What `initdb` said when it failed. */
const initialise = async (
  { initdb }: PostgresBinaries,
  cluster: string,
  passwordFile: string,
  user: PostgresUser,
): Promise<string | undefined> => {
  try {
    await run(
      initdb,
      [
        `--pgdata=${cluster}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Ids are ASCII and sorted by byte; a system's own rules change under a database when the system does.
        '--no-locale',
      ],
      { ...user, cwd: cluster, env: postgresEnvironment },
    )
    return undefined
  } catch (cause) {
    return cause instanceof Error && 'stderr' in cause
      ? `${String(cause.stderr)}${cause.message}`
      : causeText(cause)
  }
}

/** Nothing of ours: PostgreSQL has no use for our secrets, and its messages are read in English. */
export const postgresEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  ...(process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }),
}

/** A rename is on the disk when its folder is. Windows cannot open one, and does without. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder)
  await handle.sync()
  await handle.close()
}
