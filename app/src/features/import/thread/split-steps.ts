/**
 * An answer that called tools, as Weft's own runs store it: each step of the model is a message, and what its tools
 * gave back is a message of the role `tool` below it. Programs that keep all of it in one message are taken apart.
 */

import type { ImportedMessage, ImportedPart } from '../../transfer/imported-thread.ts'

/** The first keeps the name of the message; the others count on, so that they are the same in every import. */
export const splitSteps = (message: ImportedMessage): readonly ImportedMessage[] => {
  const isResult = (part: ImportedPart): boolean => part.type === 'tool-result'
  if (message.role !== 'assistant' || !message.parts.some(isResult)) return [message]
  const runs: ImportedPart[][] = []
  for (const part of message.parts) {
    const run = runs.at(-1)
    if (run?.[0] && isResult(run[0]) === isResult(part)) run.push(part)
    else runs.push([part])
  }
  const { rating, usage, status, ...common } = message
  const last = runs.length - 1
  return runs.map((parts, index): ImportedMessage => {
    const ids = {
      sourceId: stepId(message, index),
      parentSourceId: index === 0 ? message.parentSourceId : stepId(message, index - 1),
    }
    if (parts[0] && isResult(parts[0])) {
      const { model: _answered, ...rest } = common
      return { ...rest, ...ids, role: 'tool', parts, status: 'complete' }
    }
    return {
      ...common,
      ...ids,
      parts,
      ...(index < last ? { status: 'tool-calls' } : status === undefined ? {} : { status }),
      ...(index === last && usage ? { usage } : {}),
      ...(index === last && rating ? { rating } : {}),
    }
  })
}

const stepId = (message: ImportedMessage, index: number): string =>
  index === 0 ? message.sourceId : `${message.sourceId}#${index}`
