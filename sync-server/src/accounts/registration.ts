/** Who may make an account. The first account is an administrator's and is always possible. */

import type { registrations } from '@weft/shared/protocol/accounts/registration.ts'

export type Registration = (typeof registrations)[number]
