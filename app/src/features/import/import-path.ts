/** Where the page of imports is. */

export const importPath = '/settings/data/import'
