/** JSON Schema of any object at all: with it, whoever writes by a schema answers in JSON of whatever shape the words ask for. */
export const anyObject = { type: 'object' } as const
