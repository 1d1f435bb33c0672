/** How pictures from the web are loaded, given once above all texts. */

import { createContext } from 'react'

/** Fetches a remote image after the person asked for it, without credentials or referrer. */
export type LoadImage = (address: string) => Promise<Blob>

/** Null where nothing can load an image: its address can still be opened in a new tab. */
export const LoadImageContext = createContext<LoadImage | null>(null)
