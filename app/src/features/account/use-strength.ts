/** Whether a password will do, asked as it is typed. The rules and their word lists are the engine's. */

import { useEffect, useState } from 'react'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { usePage } from '../../worker/page-context.ts'
import { passwordWords } from './account-words.ts'

/** `undefined` where it is strong enough, or where nothing is typed yet; `strong` tells the two apart. */
export interface Strength {
  readonly weakness: TextKey | undefined
  readonly strong: boolean
}

const unknown: Strength = { weakness: undefined, strong: false }

export const useStrength = (password: string, email: string): Strength => {
  const { engine } = usePage()
  const [strength, setStrength] = useState(unknown)
  useEffect(() => {
    if (password === '') return
    let wanted = true
    void engine.account('checkPassword', password, email).then(checked => {
      if (wanted)
        setStrength({
          weakness: checked.ok ? undefined : passwordWords(checked.error.type),
          strong: checked.ok,
        })
    })
    return () => {
      wanted = false
    }
  }, [engine, password, email])
  return password === '' ? unknown : strength
}
