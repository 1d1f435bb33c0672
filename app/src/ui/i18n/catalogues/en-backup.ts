/** English for backups and for what takes the room: only a page of settings speaks of them. */
import { addEnglish } from './en.ts'
import backup from './en/backup.json'

/** Called by the modules that are loaded on demand and speak of it, before they draw. */
export const speakOfBackups = (): void => addEnglish({ backup })
