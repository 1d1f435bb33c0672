/**
 * Every code a socket or a join is closed with. y-websocket stops for good on 4400–4499 and comes back after any
 * other, so the range is part of the meaning: 44xx is "asking again changes nothing", 45xx "ask again later".
 */

interface CloseCode {
  readonly code: number
  readonly meaning: string
}

export const closeCodes = {
  protocolBroken: { code: 4400, meaning: 'The bytes or their order are not this protocol.' },
  ticketRefused: { code: 4401, meaning: 'The ticket is unknown, used or expired; a new one is needed.' },
  roomForbidden: { code: 4403, meaning: 'This account may not read this room, or there is no such room.' },
  clientIdTaken: {
    code: 4409,
    meaning: 'An announced client id belongs to another device; load the document anew.',
  },
  roomGone: { code: 4410, meaning: 'The room or its workspace was deleted.' },
  messageTooLarge: { code: 4413, meaning: 'A message is larger than this protocol allows.' },
  clientTooOld: { code: 4426, meaning: 'This version is no longer served; update the app.' },
  storageFailed: {
    code: 4500,
    meaning: 'An update could not be stored. It was not acknowledged; send it again.',
  },
  /** The registered code, which proxies know too. Its reason is `retry-after-ms=` and a number, spread over seconds. */
  serverStopping: { code: 1012, meaning: 'The server restarts; come back after the pause in the reason.' },
  clientTooNew: { code: 4505, meaning: 'The server is older than the app; come back when it was updated.' },
  serverRestored: { code: 4506, meaning: 'The database was restored: a new epoch.' },
  helloMissing: { code: 4508, meaning: 'No hello in time.' },
  tooFast: { code: 4529, meaning: 'Too many rooms, too many frames, or a reader too slow; come back later.' },
} as const satisfies Readonly<Record<string, CloseCode>>

export type CloseName = keyof typeof closeCodes

/** True where a y-websocket provider gives up by itself. */
export const isFinalClose = (code: number): boolean => code >= 4400 && code < 4500
