/**
 * Everything Weft knows of a thread, for programs: the whole tree with what was deleted, in the shape that
 * `docs/export-format.md` describes and `docs/export-format.schema.json` checks. Whoever reads it needs no other file.
 */

import { shelveAttachments } from './shelve-attachments.ts'
import type { CreateWriter } from './thread-writer.ts'

const jsonFormatVersion = 1

/** One value a line: a file of any size can be looked at with the tools for lines. */
export const createJsonWriter: CreateWriter = context => ({
  begin: () =>
    [
      '{"format":"weft"',
      `"version":${jsonFormatVersion}`,
      `"exportedAt":${JSON.stringify(new Date(context.exportedAt).toISOString())}`,
      `"folders":${JSON.stringify(context.folders)}`,
      '"threads":[\n',
    ].join(',\n'),
  *thread(written, index) {
    shelveAttachments(written, context)
    yield index === 0 ? '' : ',\n'
    const { id, ...said } = written.thread
    yield JSON.stringify({ id, workspaceId: written.workspaceId, ...said })
  },
  end: leftOut => `\n],\n"leftOut":${JSON.stringify(leftOut)}}\n`,
})
