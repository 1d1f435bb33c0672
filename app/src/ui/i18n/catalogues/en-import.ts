/** English for imports: nothing of them is on a first screen. */
import { addEnglish } from './en.ts'
import importing from './en/import.json'

/** Called by the modules that are loaded on demand and speak of them, before they draw. */
export const speakOfImport = (): void => addEnglish({ import: importing })
