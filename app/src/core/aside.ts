/** Why an update is kept and not applied. Nothing is thrown away: what is set aside is counted, listed and shown. */

import type { RejectReason } from '@weft/shared/protocol/reject-reason.ts'

/**
 * The reasons of the wire: the server's for what we wrote, ours for what it sent. damaged: bytes in our own log do not
 * decode or apply any more. apply-hung: applying it ended an engine before (`large-updates.ts`).
 */
export type AsideReason = RejectReason | 'damaged' | 'apply-hung'
