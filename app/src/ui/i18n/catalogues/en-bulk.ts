/** English for acts on many threads at once: nothing of it is on a first screen. */
import { addEnglish } from './en.ts'
import bulk from './en/bulk.json'

/** Called by the modules that are loaded on demand and speak of it, before they draw. */
export const speakOfBulkActs = (): void => addEnglish({ bulk })
