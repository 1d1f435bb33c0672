/** English for the search over everything said: nothing of it is on a first screen. */
import { addEnglish } from './en.ts'
import search from './en/search.json'

/** Called by the modules that are loaded on demand and speak of it, before they draw. */
export const speakOfSearch = (): void => addEnglish({ search })
