/** English for the search by meaning: nothing of it is on a first screen. */
import { addEnglish } from './en.ts'
import meaning from './en/meaning.json'

/** Called by the modules that are loaded on demand and speak of it, before they draw. */
export const speakOfMeaning = (): void => addEnglish({ meaning })
