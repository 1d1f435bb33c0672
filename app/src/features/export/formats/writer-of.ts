import type { ExportFormat } from '../export-request.ts'
import { createChatGptWriter } from './chatgpt.ts'
import { createFineTuningWriter } from './fine-tuning.ts'
import { createHtmlWriter } from './html.ts'
import { createJsonWriter } from './json.ts'
import { createMarkdownWriter } from './markdown.ts'
import type { CreateWriter } from './thread-writer.ts'

const writers: Readonly<Record<ExportFormat, CreateWriter>> = {
  markdown: createMarkdownWriter,
  html: createHtmlWriter,
  json: createJsonWriter,
  'fine-tuning': createFineTuningWriter,
  chatgpt: createChatGptWriter,
}

export const writerOf = (format: ExportFormat): CreateWriter => writers[format]
