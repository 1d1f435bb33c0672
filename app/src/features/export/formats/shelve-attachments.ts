import { isKnownPart } from '@weft/shared/schema/part.ts'
import type { WriterContext, WrittenThread } from './thread-writer.ts'

/** Gives every attachment of a thread its place in the archive, for formats whose text does not say where that is. */
export const shelveAttachments = (written: WrittenThread, context: WriterContext): void => {
  for (const { parts } of written.thread.messages) {
    for (const part of parts) {
      if (isKnownPart(part) && part.type === 'attachment') context.pathOf(written, part)
    }
  }
}
