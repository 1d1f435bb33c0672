/** Who may make an account. The first account is an administrator's, and needs no invitation. */

import type { registrations } from '@weft/shared/protocol/accounts/registration.ts'

export type Registration = (typeof registrations)[number]
