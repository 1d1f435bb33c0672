/**
 * Where the focus goes when an act takes its own button away: to what can be done next with that model, or else to the
 * heading. Left to the browser it would fall out of the page, and who works by keyboard would begin at its top.
 */

import { type RefObject, useLayoutEffect, useRef } from 'react'
import { takesFocusFrom } from '../../ui/use-return-focus.ts'
import type { DeviceModelRow } from './tables.ts'
import type { ModelActs } from './use-model-acts.ts'

const nameOf = (modelId: string): string => `model ${modelId}`

/** Spread on the first button of a model. */
export const takesFocusOfModel = (modelId: string): ReturnType<typeof takesFocusFrom> =>
  takesFocusFrom(nameOf(modelId))

interface Acted {
  readonly id: string
  /** What was pressed. */
  readonly button: Element | null
}

export interface KeptFocus {
  readonly acts: ModelActs
  readonly heading: RefObject<HTMLHeadingElement | null>
}

export const useKeptFocus = (acts: ModelActs, rows: readonly DeviceModelRow[] | undefined): KeptFocus => {
  const heading = useRef<HTMLHeadingElement>(null)
  const acted = useRef<Acted>(undefined)

  useLayoutEffect(() => {
    // Who has pressed beside everything meanwhile wants the focus nowhere: the button is still there then.
    if (!acted.current || acted.current.button?.isConnected || document.activeElement !== document.body)
      return
    const name = CSS.escape(nameOf(acted.current.id))
    acted.current = undefined
    const next = document.querySelector<HTMLElement>(`[data-takes-focus-from="${name}"]`)
    ;(next ?? heading.current)?.focus()
  }, [rows])

  const note = (id: string): void => {
    acted.current = { id, button: document.activeElement }
  }

  return {
    heading,
    acts: {
      ...acts,
      download: model => {
        note(model.id)
        acts.download(model)
      },
      remove: id => {
        note(id)
        return acts.remove(id)
      },
      forget: id => {
        note(id)
        return acts.forget(id)
      },
    },
  }
}
