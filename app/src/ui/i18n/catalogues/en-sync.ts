/** English for what sync has to tell: nothing of it is on a first screen. */
import { addEnglish } from './en.ts'
import sync from './en/sync.json'

/** Called by the modules that are loaded on demand and speak of sync, before they draw. */
export const speakOfSync = (): void => addEnglish({ sync })
