/** Files that hang on a message of ChatGPT beside its content: what a person attached, and pictures that code drew. */

import type { ImportedFile } from '../../transfer/imported-thread.ts'
import { assetId } from '../archive/asset-id.ts'
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts'
import { namedFile, type ReadContext } from './reader.ts'

export interface FileFacts {
  readonly name: string | undefined
  readonly mediaType: string | undefined
}

/** What a message says of its files, by their ids: the content itself has only pointers. */
export const factsOfFiles = (metadata: Fields): ReadonlyMap<string, FileFacts> =>
  new Map(
    listOf(metadata['attachments']).flatMap(each => {
      const file = fieldsOf(each)
      const id = textOf(file?.['id'])
      return file && id !== undefined ? [[id, factsOf(file)] as const] : []
    }),
  )

const factsOf = (file: Fields): FileFacts => ({
  name: textOf(file['name']),
  mediaType: firstText(file, 'mime_type', 'mimeType'),
})

/** `among`: those that stand in the content already. */
export const readChatGptFiles = (
  metadata: Fields,
  among: ReadonlySet<string>,
  context: ReadContext,
): readonly ImportedFile[] => {
  const attached = listOf(metadata['attachments']).flatMap(each => {
    const file = fieldsOf(each)
    const id = textOf(file?.['id'])
    if (!file || (id !== undefined && among.has(id))) return []
    const { name, mediaType } = factsOf(file)
    return [namedFile(context, id, name, mediaType)]
  })
  const drawn = listOf(fieldsOf(metadata['aggregate_result'])?.['messages']).flatMap(each => {
    const id = assetId(fieldsOf(each)?.['image_url'])
    return id === undefined || among.has(id) ? [] : [namedFile(context, id, undefined)]
  })
  return [...attached, ...drawn]
}
