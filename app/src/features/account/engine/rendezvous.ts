/** One end of a rendezvous at the server: says things to the other end and waits for what it says. */

import {
  closeRendezvousWire,
  mostMessages,
  sendMessageWire,
  waitForMessagesWire,
} from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AccountError } from '../account-error.ts'
import type { AccountApi } from './account-api.ts'

export interface Rendezvous {
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => Promise<Result<void, AccountError>>
  /** The next message of the other end, or null when nothing has come for a while. */
  readonly next: () => Promise<Result<Uint8Array<ArrayBuffer> | null, AccountError>>
  /** What is waited for ends, and what was said is deleted at the server. */
  readonly close: () => Promise<void>
}

export const createRendezvous = (api: AccountApi, rendezvousId: string, token: string): Rendezvous => {
  const params = { rendezvousId }
  const closed = new AbortController()
  let after = 0

  return {
    send: async bytes => {
      const sent = await api.ask(sendMessageWire, { params, body: { token, bytes }, signal: closed.signal })
      return sent.ok ? ok(undefined) : sent
    },
    next: async () => {
      const body = { token, after }
      const waited = await api.ask(waitForMessagesWire, { params, body, signal: closed.signal })
      // Whoever closed it has ended the pairing; that is not the network's doing.
      if (closed.signal.aborted) return err({ type: 'pairing-cancelled' })
      if (!waited.ok) {
        const { type } = waited.error
        return type === 'not-found' ? err({ type: 'pairing-expired' }) : waited
      }
      const [message] = waited.value.messages
      if (message === undefined) return ok(null)
      after = Math.min(message.number, mostMessages)
      return ok(message.bytes)
    },
    close: async () => {
      closed.abort()
      await api.ask(closeRendezvousWire, { params, body: { token } })
    },
  }
}
