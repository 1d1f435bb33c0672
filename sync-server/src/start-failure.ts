/** Why the server did not start, in plain sentences: what happened, what was kept, one thing to do. */

import { unreachable } from '@weft/shared/assert.ts'
import type { ConfigError } from './config.ts'
import type { DataDirError } from './data-dir.ts'
import type { AppNotBuilt } from './http/app-files.ts'
import type { ListenError } from './listen-error.ts'
import type { TlsError } from './tls.ts'

export type StartFailure = ConfigError | DataDirError | AppNotBuilt | TlsError | ListenError

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

const otherPort = (port: number): number => (port < 65_535 ? port + 1 : port - 1)
