/** Why an update is kept and not applied. Nothing is thrown away: what is set aside is counted, listed and shown. */

import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'

/**
 * The reasons of the wire: the server's for what we wrote, ours for what it sent. damaged: bytes in our own log do not
 * decode or apply any more. apply-hung: applying it has ended engines before (`large-updates.ts`). written-again: it stood
 * on a refused update, and its values have a row of their own since (`written-again.ts`).
 */
export type AsideReason = RejectReason | 'damaged' | 'apply-hung' | 'written-again'
