import { useState } from 'react'
import { splitBlocks, splitFurther, type TextBlock } from './split-blocks.ts'

/** The blocks of `text`. When it continues the text of the last render, only what is new is read. */
export const useBlocks = (text: string): readonly TextBlock[] => {
  const [split, setSplit] = useState(() => splitBlocks(text))
  if (split.text === text) return split.blocks
  const next = splitFurther(split, text)
  setSplit(next)
  return next.blocks
}
