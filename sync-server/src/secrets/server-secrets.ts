/**
 * Two secrets that the database does not hold: one for what the server derives (salts of unknown addresses, keys of
 * limits), one that every stored proof is hashed with. They come from the environment, or are made on the first start
 * and kept in the data directory. Without the pepper nobody can sign in any more: it belongs in the backup, and not
 * beside the copy of the database.
 */

import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'

export interface ServerSecrets {
  readonly serverSecret: Uint8Array
  readonly pepper: Uint8Array
}

export interface SecretError {
  readonly type: 'secret-invalid'
  /** A variable or a file, and what is wrong with it; never what is in it. */
  readonly name: string
  readonly problem: string
}

interface Deps {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly dataDir: string
  readonly random: Random
}

/** 32 random bytes as the shortest usual text have 43 characters; a passphrase of words may have fewer bits each. */
const leastLength = 32
const leastDifferent = 10
/** What documentation and examples put where a secret belongs. */
const placeholder =
  /change[-_ ]?me|replace|placeholder|example|your[-_ ]|secret|password|pepper|default|insecure|xxxx|1234567/i

export const readServerSecrets = async (deps: Deps): Promise<Result<ServerSecrets, SecretError>> => {
  const serverSecret = await readSecret(deps, 'SERVER_SECRET', 'server-secret')
  if (!serverSecret.ok) return serverSecret
  const pepper = await readSecret(deps, 'PASSWORD_PEPPER', 'password-pepper')
  if (!pepper.ok) return pepper
  if (Buffer.compare(serverSecret.value, pepper.value) === 0)
    return invalid('PASSWORD_PEPPER', 'is the same as SERVER_SECRET')
  return ok({ serverSecret: serverSecret.value, pepper: pepper.value })
}

const readSecret = async (
  { environment, dataDir, random }: Deps,
  variable: string,
  file: string,
): Promise<Result<Uint8Array, SecretError>> => {
  const given = environment[variable]
  // `SERVER_SECRET=` in a file means the default, as with every variable.
  if (given !== undefined && given !== '') return checkText(variable, given, true)
  const folder = join(dataDir, 'secrets')
  const path = join(folder, file)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeOnce(path, Buffer.from(random.bytes(32)).toString('base64url'))
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) return invalid(path, 'can be read by others: its mode must be 600')
    return checkText(path, (await readFile(path, 'utf8')).trim(), false)
  } catch (cause) {
    return invalid(path, `cannot be read or written: ${String(cause)}`)
  }
}

/** Leaves a file alone that is there, also when another process makes it at this moment. */
const writeOnce = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST') return undefined
    throw cause
  })
  if (file === undefined) return
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const checkText = (name: string, text: string, typed: boolean): Result<Uint8Array, SecretError> => {
  if (text.length < leastLength) return invalid(name, `is shorter than ${leastLength} characters`)
  if (!typed) return ok(Buffer.from(text))
  if (placeholder.test(text) || new Set(text).size < leastDifferent) return invalid(name, 'is a placeholder')
  return ok(Buffer.from(text))
}

const invalid = (name: string, problem: string) => err({ type: 'secret-invalid', name, problem } as const)
