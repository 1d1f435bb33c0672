import type { WorkspaceId } from '@weft/shared/ids.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** A delete of more would take longer than a statement may. */
const atOnce = 1_000

/** All blobs of a workspace that is gone lose their names; their pieces go with the sweeps that follow. */
export const forgetBlobs = async (db: Kysely<Tables>, workspaceId: WorkspaceId): Promise<void> => {
  for (;;) {
    const { rows } = await sql`
      with gone as (
        delete from blobs
        where workspace_id = ${workspaceId} and id = any (array(
          select id from blobs where workspace_id = ${workspaceId} order by id limit ${atOnce}
        ))
        returning upload_id
      )
      insert into departed_uploads select upload_id from gone returning upload_id`.execute(db)
    if (rows.length < atOnce) return
  }
}
