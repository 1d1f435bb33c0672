/** Who may make an account: `REGISTRATION` is `open`, `invitation` or `closed`. The first account is an administrator's. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import { registrations } from '@weft/shared/protocol/accounts/registration.ts'
import type { ConfigError } from '../config.ts'

export type Registration = (typeof registrations)[number]

export const registrationOf = (
  environment: Readonly<Record<string, string | undefined>>,
): Result<Registration, ConfigError> => {
  const given = environment['REGISTRATION']
  if (given === undefined || given === '') return ok('open')
  const known = registrations.find(registration => registration === given)
  if (known !== undefined) return ok(known)
  return err({
    type: 'config-invalid',
    problems: [`REGISTRATION must be one of ${registrations.join(', ')}.`],
  })
}
