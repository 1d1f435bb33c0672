/** English for the first run and for an insecure address: neither has a thread to be read. */
import { addEnglish } from './en.ts'
import welcome from './en/welcome.json'

/** Called by the pages that speak it, before they draw. */
export const speakOfWelcome = (): void => addEnglish({ welcome })
