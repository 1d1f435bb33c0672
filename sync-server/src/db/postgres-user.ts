/**
 * The user that PostgreSQL runs as. It refuses to be root, so a server that is root runs it as `postgres`, which is
 * made if it is missing; otherwise it runs as whoever runs the server.
 */

import { execFile } from 'node:child_process'
import { chmod, chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { causeText, type DatabaseStartError } from './database-error.ts'

/** Undefined: the server's own user. */
export type PostgresUser = { readonly uid: number; readonly gid: number } | undefined

const run = promisify(execFile)
const userName = 'postgres'

const findUser = async (): Promise<PostgresUser> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

export const choosePostgresUser = async (): Promise<Result<PostgresUser, DatabaseStartError>> => {
  if (process.getuid?.() !== 0) return ok(undefined)
  const found = await findUser()
  if (found !== undefined) return ok(found)
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', userName])
    const made = await findUser()
    if (made !== undefined) return ok(made)
    return err({ type: 'database-user-missing', cause: 'useradd made no user' })
  } catch (cause) {
    return err({ type: 'database-user-missing', cause: causeText(cause) })
  }
}

/** Lets the user, and nobody else, pass through a folder that is ours. */
export const letIn = async (folder: string, user: PostgresUser): Promise<void> => {
  if (user === undefined || (await mayEnter(folder, user))) return
  await chown(folder, -1, user.gid)
  await chmod(folder, 0o710)
}

/** Looks at every folder above `path`, because PostgreSQL itself only says that the last one cannot be found. */
export const checkReach = async (
  path: string,
  user: PostgresUser,
): Promise<Result<void, DatabaseStartError>> => {
  if (user === undefined) return ok(undefined)
  for (let folder = dirname(path), above = dirname(folder); ; folder = above, above = dirname(folder)) {
    if (!(await mayEnter(folder, user)))
      return err({ type: 'database-forbidden', path: folder, cause: `${userName} may not enter it` })
    if (above === folder) return ok(undefined)
  }
}

const mayEnter = async (folder: string, { uid, gid }: NonNullable<PostgresUser>): Promise<boolean> => {
  const { mode, uid: owner, gid: group } = await stat(folder)
  if (owner === uid) return (mode & 0o100) !== 0
  if (group === gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}
