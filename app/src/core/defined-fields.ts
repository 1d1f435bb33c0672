/**
 * The fields that have a value. A row leaves a field out instead of storing nothing in it, so that an index over
 * the field holds only rows that have it.
 */
export const definedFields = <T extends object>(
  fields: T,
): { readonly [K in keyof T]?: Exclude<T[K], null | undefined> } => {
  const defined = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose the types that the filter leaves
  return Object.fromEntries(defined) as { readonly [K in keyof T]?: Exclude<T[K], null | undefined> }
}
