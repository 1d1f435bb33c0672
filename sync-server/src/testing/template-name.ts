/** A database with all tables and nothing in them, in the PostgreSQL of a test run. */
export const templateName = 'weft_template'
