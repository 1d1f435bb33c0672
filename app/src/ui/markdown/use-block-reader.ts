import { useState } from 'react'
import { splitBlocks, splitFurther, type TextBlock } from './split-blocks.ts'

export interface BlockReader {
  /** The blocks of `text`. When it continues the text read before, only what is new is read. */
  readonly read: (text: string) => readonly TextBlock[]
  /** The text read last. */
  readonly lastText: () => string
}

/** What it remembers only saves work: any text gives the same blocks, whatever was read before. */
const createBlockReader = (): BlockReader => {
  let last = splitBlocks('')
  return {
    read: text => {
      if (last.text !== text) last = splitFurther(last, text)
      return last.blocks
    },
    lastText: () => last.text,
  }
}

export const useBlockReader = (): BlockReader => useState(createBlockReader)[0]
