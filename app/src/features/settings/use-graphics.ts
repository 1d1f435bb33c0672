import { useEffect, useState } from 'react'
import { type Graphics, readGraphics } from './graphics.ts'

/** What the browser says of its graphics processor; `undefined` while it is asked. */
export const useGraphics = (): Graphics | undefined => {
  const [graphics, setGraphics] = useState<Graphics>()
  useEffect(() => {
    let wanted = true
    void readGraphics(navigator.gpu).then(answer => wanted && setGraphics(answer))
    return () => {
      wanted = false
    }
  }, [])
  return graphics
}
