/**
 * English for places beside a thread: lists, Trash, the palette, what a search of titles found, an update that is ready.
 * 3 KB that reading a thread does not need; these are parts of areas whose other part comes first.
 */
import { addEnglish } from './en.ts'
import palette from './en/later/palette.json'
import pwa from './en/later/pwa.json'
import sidebar from './en/later/sidebar.json'

/** Called by the modules that are loaded on demand and speak of that, before they draw. */
export const speakOfPlaces = (): void => addEnglish({ palette, pwa, sidebar })
