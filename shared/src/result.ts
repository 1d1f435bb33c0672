/**
 * Expected failures as values. A `Result` crosses a worker port unchanged, because both sides are plain
 * objects; class instances would lose their prototype. Throwing is kept for broken invariants.
 */

export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

export interface Err<E> {
  readonly ok: false
  readonly error: E
}

export type Result<T, E> = Ok<T> | Err<E>

/** An expected failure: `type` is noun-problem in kebab case, the other fields say where. */
export interface TaggedError<Type extends string = string> {
  readonly type: Type
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })

export const err = <E>(error: E): Err<E> => ({ ok: false, error })

/** Runs `action` and turns a rejection into the error that `toError` makes of it. */
export const tryAsync = async <T, E>(
  action: () => Promise<T>,
  toError: (cause: unknown) => E,
): Promise<Result<T, E>> => {
  try {
    return ok(await action())
  } catch (cause) {
    return err(toError(cause))
  }
}
