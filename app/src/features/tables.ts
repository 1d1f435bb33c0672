/** All row and device tables of the features, as the database declares them. */

import type { FeatureTables } from '../core/database.ts'
import { deviceModelTables } from './device-models/tables.ts'
import { deviceTables } from './runs/tables.ts'
import { searchTables } from './search/index/tables.ts'
import { vectorTables } from './semantic-search/tables.ts'
import { threadTables } from './threads/tables.ts'
import { workspaceTables } from './workspace/tables.ts'

export const featureTables: FeatureTables = {
  first: { ...threadTables, ...workspaceTables, ...deviceTables },
  third: { ...deviceModelTables, ...vectorTables },
  // Of imports one row for each that was begun, for its undo; of backups, where and when the last were made.
  fourth: { ...searchTables, imports: 'id, startedAt', backups: 'id' },
}
