/**
 * How long silence is borne, in milliseconds. Every byte is a sign of life, a keep-alive too, but only parts are
 * progress: a server that does nothing but say that it lives is left in the end.
 */

import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { addressSpaceOf } from './address-space.ts'
import { presetOf } from './presets.ts'

export interface Patience {
  /** From the call to the head of the response. */
  readonly connect: number
  /** From the head, or the last byte after it, to the next byte while no part has come: the prompt is being read. */
  readonly firstPart: number
  /** From byte to byte once parts come. */
  readonly idle: number
  /** From part to part, however many keep-alives come in between. */
  readonly progress: number
}

const remotePatience: Patience = { connect: 30_000, firstPart: 60_000, idle: 60_000, progress: 900_000 }

/** A machine of one's own may first load the model from its disk and then read a long prompt, saying nothing. */
const homePatience: Patience = {
  connect: 300_000,
  firstPart: 300_000,
  idle: 60_000,
  progress: 1_800_000,
}

export const patienceFor = (provider: ProviderConfig): Patience =>
  presetOf(provider).isOwnServer || addressSpaceOf(new URL(provider.baseUrl).hostname) !== 'public'
    ? homePatience
    : remotePatience
