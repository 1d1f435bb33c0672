/** Why the server could not take its port, as a value that `start-failure.ts` turns into a sentence. */

export interface ListenError {
  readonly type: 'port-in-use' | 'port-forbidden' | 'host-unknown' | 'listen-failed'
  readonly host: string
  readonly port: number
  readonly cause: string
}

const typeByCode: Readonly<Record<string, ListenError['type']>> = {
  EADDRINUSE: 'port-in-use',
  EACCES: 'port-forbidden',
  EADDRNOTAVAIL: 'host-unknown',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
}

export const toListenError = (cause: Error, host: string, port: number): ListenError => {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return { type: typeByCode[code] ?? 'listen-failed', host, port, cause: cause.message }
}
