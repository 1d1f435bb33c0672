/** A file as a vendor can take it: a PDF as it is, a text as text, and of anything else its name. */

import type { PromptFile, PromptText } from './language-model.ts'

export const prepareFile = (file: PromptFile): PromptFile | PromptText => {
  if (file.mediaType === 'application/pdf') return file
  if (/^text\/|^application\/(json|xml|javascript|x-yaml|toml)/.test(file.mediaType))
    return { type: 'text', text: `${file.name}:\n\n${new TextDecoder().decode(file.bytes)}` }
  return {
    type: 'text',
    text: `[The file ${file.name} (${file.mediaType}) was attached; this model cannot be given it.]`,
  }
}
