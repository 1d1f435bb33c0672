/** English for the account, which only its part of settings speaks. */
import { addEnglish } from './en.ts'
import account from './en/account.json'

/** Called by the module that is loaded on demand and speaks of the account, before it draws. */
export const speakOfAccount = (): void => addEnglish({ account })
