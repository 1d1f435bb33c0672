/**
 * English for an answer that is more than words (it waits, fails, calls tools, is asked about), and for choosing who
 * answers: 8 KB that reading a thread does not need. These are parts of areas whose other part comes first.
 */
import { addEnglish } from './en.ts'
import errors from './en/later/errors.json'
import models from './en/later/models.json'
import thread from './en/later/thread.json'

/** Called by the modules that are loaded on demand and speak of that, before they draw. */
export const speakOfAnswers = (): void => addEnglish({ errors, models, thread })
