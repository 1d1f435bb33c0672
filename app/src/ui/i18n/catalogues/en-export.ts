/** English for taking threads away: nothing of it is on a first screen. */
import { addEnglish } from './en.ts'
import exporting from './en/export.json'

/** Called by the modules that are loaded on demand and speak of it, before they draw. */
export const speakOfExport = (): void => addEnglish({ export: exporting })
