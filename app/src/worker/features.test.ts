import { expect, it } from 'vitest'
import { featureTables } from '../features/tables.ts'
import { features } from './features.ts'

it('every command has a name of its own, and every row maker a version of its own', () => {
  const names = features.flatMap(feature => feature.commands.map(command => command.name))
  expect(new Set(names).size).toBe(names.length)
  const versions = features.map(({ rowMaker }) => rowMaker.version)
  expect(new Set(versions).size).toBe(versions.length)
  expect(versions).not.toContain(0)
})

it('every derived table can be dropped room by room', () => {
  for (const { rowMaker } of features) {
    for (const table of rowMaker.tables) {
      const schema = featureTables.first
      expect(schema[table]?.split(', ')).toContain('[workspaceId+roomId]')
    }
  }
})
