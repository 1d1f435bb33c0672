/** Who may make an account. The first account is an administrator's and is always possible. */

export const registrations = ['open', 'invitation', 'closed'] as const
export type Registration = (typeof registrations)[number]
