/**
 * What the vendors say of their models: who made one, under which licence, for which languages. Kept by the name of
 * the weights without their quantisation, so that every variant has the same.
 *
 * Sources: the vendors' model cards on Hugging Face; for the languages of Qwen 3 and 3.5 the tables in the
 * announcements of both. How many numbers a model is made of is what its card says, which the name often rounds
 * (Llama 3.2 1B: 1.23 billion). An empty list or name means that the card says nothing; Gemma 4 counts all its
 * numbers, its name only those that take part at a time.
 */

import * as z from 'zod/mini'
import table from './model-facts.json'

const Licence = z.object({ name: z.string(), url: z.string() })

const Facts = z.object({
  licences: z.record(z.string(), Licence),
  families: z.array(
    z.object({
      family: z.string(),
      licence: z.string(),
      languages: z.array(z.string()),
      reasoning: z.optional(z.boolean()),
      models: z.record(z.string(), z.object({ name: z.string(), parameters: z.number() })),
    }),
  ),
})

export interface ModelFacts {
  readonly name: string
  readonly family: string
  readonly parameters: number
  readonly languages: readonly string[]
  readonly licence: { readonly name: string; readonly url: string }
  readonly reasoning: boolean
}

const { licences, families } = z.parse(Facts, table)

const factsByModel: ReadonlyMap<string, ModelFacts> = new Map(
  families.flatMap(({ models, licence, family, languages, reasoning = false }) => {
    const terms = licences[licence]
    if (terms === undefined) throw new Error(`${family} is under a licence that is not listed: ${licence}`)
    return Object.entries(models).map(
      ([model, { name, parameters }]) =>
        [model, { name, family, parameters, languages, licence: terms, reasoning }] as const,
    )
  }),
)

/** `model` as in `Llama-3.2-1B-Instruct`. A model without facts is a hole in our list, not in the world. */
export const factsOf = (model: string): ModelFacts => {
  const facts = factsByModel.get(model)
  if (facts === undefined) throw new Error(`Nothing is known of ${model}: model-facts.json lacks it.`)
  return facts
}
