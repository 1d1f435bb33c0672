/** What the parts of one model text share, so that it need not pass through every element between. */

import { createContext } from 'react'
import { noDefinitions } from './parse-inline.ts'
import type { Definitions } from './parser.ts'

/** Fetches a remote image after the person asked for it, without credentials or referrer. */
export type LoadImage = (address: string) => Promise<Blob>

export interface ModelText {
  readonly definitions: Definitions
  /** Null where nothing can load an image: its address can still be opened in a new tab. */
  readonly loadImage: LoadImage | null
}

export const ModelTextContext = createContext<ModelText>({ definitions: noDefinitions, loadImage: null })
