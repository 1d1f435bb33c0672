/** What is checked as it is typed, by the patterns of the wire: what passes here the server takes. */

import {
  emailPattern,
  longestEmail,
  plainEmail,
  secretTextPattern,
} from '@weft/shared/protocol/accounts/patterns.ts'

export const isEmail = (text: string): boolean =>
  text.length <= longestEmail && emailPattern.test(plainEmail(text))

/** As it is copied: without space around it. */
export const isInvitation = (text: string): boolean => secretTextPattern.test(text.trim())
