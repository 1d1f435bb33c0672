/** English for writing: the field and what is attached in it come after the words of the thread. */
import { addEnglish } from './en.ts'
import composer from './en/later/composer.json'

/** Called by the modules that are loaded on demand and speak of that, before they draw. */
export const speakOfWriting = (): void => addEnglish({ composer })
