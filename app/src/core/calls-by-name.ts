/** Calls of a part that is loaded on demand, as they cross to a worker: one call that takes the name of another. */

import type { Result } from '@weft/shared/result.ts'

type CallsOf<Calls> = { readonly [Name in keyof Calls]: (...args: never) => Promise<unknown> }

type Gained<Call extends (...args: never) => Promise<unknown>> = Extract<
  Awaited<ReturnType<Call>>,
  { readonly ok: true; readonly value: unknown }
>['value']

/** `calls(name, ...args)`; `Problem`: whatever may be wrong with any of them. */
export type CallByName<Calls extends CallsOf<Calls>, Problem> = <Name extends keyof Calls>(
  name: Name,
  ...args: Parameters<Calls[Name]>
) => Promise<Result<Gained<Calls[Name]>, Problem>>

/** The same calls, each typed by its name, so that a name that is not known yet can be called. */
export type CallsByName<Calls extends CallsOf<Calls>, Problem> = {
  readonly [Name in keyof Calls]: (
    ...args: Parameters<Calls[Name]>
  ) => Promise<Result<Gained<Calls[Name]>, Problem>>
}
