/** Why there is no database to work with. Each type is something that a person can act on; `cause` is the system's word. */

export type DatabaseStartError =
  /** There is no PostgreSQL for this kind of machine in the packages: set DATABASE_URL. */
  | { readonly type: 'database-platform-unknown'; readonly platform: string }
  /** PostgreSQL does not run as root, and no user `postgres` could be made for it. */
  | { readonly type: 'database-user-missing'; readonly cause: string }
  /** The user that PostgreSQL runs as may not enter or write this path. */
  | { readonly type: 'database-forbidden'; readonly path: string; readonly cause: string }
  /** Another process serves this directory; two of them would destroy it. */
  | { readonly type: 'database-in-use'; readonly directory: string; readonly pid: number }
  /** Written by another major version of PostgreSQL, or not by PostgreSQL at all (`found` is empty). */
  | {
      readonly type: 'database-version'
      readonly directory: string
      readonly found: string
      readonly wanted: string
    }
  | { readonly type: 'database-password-missing'; readonly path: string }
  | { readonly type: 'database-disk-full'; readonly directory: string }
  | { readonly type: 'database-port-taken'; readonly cause: string }
  /** Nobody answers, or the name and password are refused. */
  | { readonly type: 'database-unreachable'; readonly cause: string }
  | { readonly type: 'database-login-refused'; readonly cause: string }
  /** A newer Weft has changed this database. */
  | { readonly type: 'database-newer'; readonly cause: string }
  | { readonly type: 'database-failed'; readonly cause: string }

export const causeText = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** PostgreSQL says in its log why it ended; these are the endings that have a name of their own. */
export const readEnding = (output: string, directory: string): DatabaseStartError => {
  const cause = lastLines(output)
  if (/No space left on device/i.test(output)) return { type: 'database-disk-full', directory }
  if (/Permission denied|Operation not permitted/i.test(output))
    return { type: 'database-forbidden', path: directory, cause }
  if (/Address already in use|could not create any (?:TCP\/IP|Unix-domain) sockets/i.test(output))
    return { type: 'database-port-taken', cause }
  return { type: 'database-failed', cause }
}

const lastLines = (output: string): string => output.trim().split('\n').slice(-5).join('\n')
