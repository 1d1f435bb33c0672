/** What one call to a provider needs: how to reach it, and what opens the door. Lives for that call only. */

import type { Credentials, ProviderConfig } from '@weft/shared/schema/provider.ts'

export interface ProviderAccess {
  readonly provider: ProviderConfig
  readonly credentials: Credentials
}
