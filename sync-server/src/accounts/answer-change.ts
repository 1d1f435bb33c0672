import type { changePasswordWire } from '@weft/shared/protocol/accounts/account.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { Answer } from '../api/operation.ts'
import type { Problem } from '../api/problems.ts'
import type { Session } from '../sessions/session.ts'
import type { AccountContext } from './account-context.ts'
import { type AccountChange, changeAccount } from './change-account.ts'

interface Asked extends Pick<AccountChange, 'ifSequence' | 'state'> {
  readonly keepOtherSessions?: boolean
}

/** Makes a change of the account of whoever asks, and ends their other sessions unless they want to keep them. */
export const answerChange = async (
  context: AccountContext,
  session: Session,
  { ifSequence, state, keepOtherSessions = true }: Asked,
  change: Omit<AccountChange, 'ifSequence' | 'state' | 'ends'>,
): Promise<Result<Answer<z.output<(typeof changePasswordWire)['answer']>>, Problem>> => {
  const changed = await changeAccount(context, session.accountId, {
    ...change,
    ifSequence,
    state,
    ...(keepOtherSessions ? {} : { ends: { type: 'others', than: session } }),
  })
  return changed.ok ? ok({ body: changed.value }) : changed
}
