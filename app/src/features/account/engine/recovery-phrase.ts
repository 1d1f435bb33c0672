/**
 * A recovery phrase, the first or a new one. It counts when the person has written it down: some of its words are
 * asked for, and only then does the server learn that there is one. Until then the one before it works.
 */

import { listWrap } from '@weft/shared/crypto/account/password-change.ts'
import {
  createRecoveryEntropy,
  deriveRecoveryKeys,
  type RecoveryEntropy,
  recoveryWords,
} from '@weft/shared/crypto/account/recovery-phrase.ts'
import type { Random } from '@weft/shared/env.ts'
import { changeRecoveryWire } from '@weft/shared/protocol/accounts/account.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { NewPhrase } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import { type AccountContext, remember, signNext, withAccount } from './account-context.ts'

export interface PhraseMaker {
  /** The words, shown this once, and which of them will be asked for. */
  readonly begin: () => Promise<Result<NewPhrase, AccountError>>
  readonly confirm: (words: readonly string[]) => Promise<Result<void, AccountError>>
}

/** Enough that a phrase which was not written down is noticed, few enough to be typed. */
const asked = 3

const pick = (random: Random, count: number, from: number): readonly number[] => {
  const left = Array.from({ length: from }, (_, index) => index + 1)
  const picked = Array.from({ length: count }, () =>
    left.splice(Math.floor(random.fraction() * left.length), 1),
  )
  return picked.flat().toSorted((a, b) => a - b)
}

const isSame = (typed: string | undefined, word: string | undefined): boolean =>
  word !== undefined && typed?.trim().toLowerCase() === word

export const createPhraseMaker = (context: AccountContext): PhraseMaker => {
  const { random } = context.env
  let pending: { readonly entropy: RecoveryEntropy; readonly phrase: NewPhrase } | null = null

  return {
    begin: async () => {
      const entropy = createRecoveryEntropy(random)
      const words = await recoveryWords(entropy)
      const phrase = { words, asked: pick(random, asked, words.length) }
      pending = { entropy, phrase }
      return ok(phrase)
    },
    confirm: async typed => {
      if (pending === null) return err({ type: 'recovery-words-wrong' })
      const { entropy, phrase } = pending
      const right = phrase.asked.every((position, index) => isSame(typed[index], phrase.words[position - 1]))
      if (!right) return err({ type: 'recovery-words-wrong' })
      const put = await putPhrase(context, entropy)
      if (!put.ok) return put
      entropy.fill(0)
      pending = null
      return ok(undefined)
    },
  }
}

const putPhrase = (context: AccountContext, entropy: RecoveryEntropy): Promise<Result<void, AccountError>> =>
  withAccount(context, async ({ unlocked, own }) => {
    const { account, accountKey, state } = unlocked
    const { accountId, generation } = account
    const keys = await deriveRecoveryKeys(entropy, context.env.random)
    const path = { kind: 'account-by-recovery' } as const
    const wrapped = await keys.wrapKey.wrap({ ...path, accountId, generation }, accountKey)
    const others = state.wraps.filter(listed => listed.path.kind !== path.kind)
    const next = await signNext(unlocked, { wraps: [...others, await listWrap({ path, wrapped })] })
    const put = await context.api.ask(changeRecoveryWire, {
      body: {
        ifSequence: state.sequence,
        state: next.signed,
        recoveryAuth: keys.recoveryAuth,
        wrap: wrapped,
        // A first phrase threatens nobody; a new one may be there because the old one was seen.
        keepOtherSessions: !own.hasPhrase,
      },
    })
    return put.ok ? remember(context, next) : put
  })
