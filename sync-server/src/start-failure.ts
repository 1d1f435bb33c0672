/** Why the server did not start, in plain sentences: what happened, what was kept, one thing to do. */

import { unreachable } from '@weft/shared/assert.ts'
import type { ConfigError } from './config.ts'
import type { DataDirError } from './data-dir.ts'
import type { DatabaseStartError } from './db/database-error.ts'
import type { AppNotBuilt } from './http/app-files.ts'
import type { ListenError } from './listen-error.ts'
import type { SecretError } from './secrets/server-secrets.ts'
import type { TlsError } from './tls.ts'

export type StartFailure =
  | ConfigError
  | DataDirError
  | AppNotBuilt
  | TlsError
  | SecretError
  | DatabaseStartError
  | ListenError

const lines = (...parts: readonly string[]): string => parts.join('\n')

export const startFailureText = (failure: StartFailure): string => {
  switch (failure.type) {
    case 'config-invalid':
      return lines(
        'Weft did not start, because its settings are not valid:',
        ...failure.problems.map(problem => `  ${problem}`),
        'Nothing was changed. Correct them in the environment or in .env; .env.example describes each.',
      )
    case 'data-dir-not-writable':
      return lines(
        `Weft did not start, because it cannot write to ${failure.directory}.`,
        'Nothing was changed. Give this user the right to write there, or choose another folder with DATA_DIR.',
        `  ${failure.cause}`,
      )
    case 'app-not-built':
      return lines(
        `Weft did not start, because there is no built app in ${failure.directory}.`,
        'Nothing was changed. Run npm start, which builds it first, or pnpm build.',
      )
    case 'tls-unreadable':
      return lines(
        `Weft did not start, because it cannot read ${failure.path}.`,
        'Nothing was changed. Let TLS_CERT and TLS_KEY name two PEM files that this user may read.',
        `  ${failure.cause}`,
      )
    case 'tls-invalid':
      return lines(
        'Weft did not start, because its TLS certificate and key do not fit together or are not PEM.',
        'Nothing was changed. Let TLS_CERT name the certificate (with its chain) and TLS_KEY the key it was made with.',
        `  ${failure.cause}`,
      )
    case 'secret-invalid':
      return lines(
        `Weft did not start, because a secret cannot be used: ${failure.name} ${failure.problem}.`,
        'Nothing was changed. .env.example says what SERVER_SECRET and PASSWORD_PEPPER are; once people have signed up,',
        'the pepper must stay what it was, or nobody can sign in any more.',
      )
    case 'database-platform-unknown':
      return lines(
        `Weft did not start, because it brings no PostgreSQL along for this machine (${failure.platform}).`,
        'Nothing was changed. Let DATABASE_URL name a PostgreSQL of your own, from version 15.',
      )
    case 'database-user-missing':
      return lines(
        'Weft did not start, because PostgreSQL does not run as root, and no user for it could be made.',
        'Nothing was changed. Start Weft as another user, or let DATABASE_URL name a PostgreSQL of your own.',
        `  ${failure.cause}`,
      )
    case 'database-forbidden':
      return lines(
        `Weft did not start, because its PostgreSQL may not use ${failure.path}.`,
        'Nothing was changed. Give the user that it runs as the right to it, or choose another folder with DATA_DIR.',
        `  ${failure.cause}`,
      )
    case 'database-in-use':
      return lines(
        `Weft did not start, because process ${failure.pid} works with the database in ${failure.directory}.`,
        'Nothing was changed. Stop the other Weft, or choose another folder with DATA_DIR.',
      )
    case 'database-version':
      return databaseVersionText(failure)
    case 'database-password-missing':
      return lines(
        `Weft did not start, because ${failure.path} is not there, and the database beside it opens with it only.`,
        'Nothing was changed. Bring the file back from a backup of DATA_DIR.',
      )
    case 'database-disk-full':
      return lines(
        `Weft did not start, because the disk of ${failure.directory} is full.`,
        'What was stored is kept. Make room on it and start again.',
      )
    case 'database-port-taken':
      return lines(
        'Weft did not start, because its PostgreSQL found no address to listen on.',
        'Nothing was changed. Start again; if it stays so, the reason is below.',
        `  ${failure.cause}`,
      )
    case 'database-unreachable':
      return lines(
        'Weft did not start, because the database does not answer.',
        'Nothing was changed. See whether PostgreSQL runs where DATABASE_URL says, and start again.',
        `  ${failure.cause}`,
      )
    case 'database-login-refused':
      return lines(
        'Weft did not start, because the database refused the name or the password.',
        'Nothing was changed. Correct them in DATABASE_URL.',
        `  ${failure.cause}`,
      )
    case 'database-newer':
      return lines(
        'Weft did not start, because a newer version of Weft has changed this database.',
        'Nothing was changed. Start that version or a later one.',
        `  ${failure.cause}`,
      )
    case 'database-failed':
      return lines(
        'Weft did not start, because its database did not.',
        'What was stored is kept. The reason that PostgreSQL gave:',
        `  ${failure.cause}`,
      )
    case 'port-in-use':
      return lines(
        `Weft did not start, because port ${failure.port} is taken by another program (or by another Weft).`,
        `Nothing was changed. Stop that program, or choose another port: PORT=${otherPort(failure.port)} npm start`,
      )
    case 'port-forbidden':
      return lines(
        `Weft did not start, because this user may not listen on port ${failure.port}.`,
        'Nothing was changed. Choose a port from 1024 up: PORT=8787 npm start',
      )
    case 'host-unknown':
      return lines(
        `Weft did not start, because ${failure.host} is no address of this machine.`,
        'Nothing was changed. Leave HOST out to be reached from this machine only, or set HOST=0.0.0.0 for the network.',
      )
    case 'listen-failed':
      return lines(
        `Weft did not start, because it could not listen on ${failure.host}, port ${failure.port}.`,
        'Nothing was changed. The reason the system gave:',
        `  ${failure.cause}`,
      )
    default:
      return unreachable(failure)
  }
}

const databaseVersionText = ({
  directory,
  found,
  wanted,
}: Extract<DatabaseStartError, { readonly type: 'database-version' }>): string => {
  if (directory === '')
    return lines(
      `Weft did not start, because the PostgreSQL of DATABASE_URL is too old (${found}; ${wanted} is the oldest).`,
      'Nothing was changed. Move to a newer PostgreSQL, or leave DATABASE_URL out.',
    )
  if (found === '')
    return lines(
      `Weft did not start, because ${directory} is there and is no database.`,
      'Nothing was changed. Move it away, or choose another folder with DATA_DIR.',
    )
  return lines(
    `Weft did not start, because the database in ${directory} is of PostgreSQL ${found}, and this Weft brings ${wanted}.`,
    'Nothing was changed. Start the Weft that made it, or move the data with pg_dump and DATABASE_URL.',
  )
}

const otherPort = (port: number): number => (port < 65_535 ? port + 1 : port - 1)
