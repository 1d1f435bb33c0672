/** Strings by area and key, as the JSON files hold them. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, string>>>>
