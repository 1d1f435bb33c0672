/**
 * The one statement of the hot path: a batch of updates of any workspaces gets its numbers and is stored, with one
 * round trip and one commit. It is a function because each statement in one sees what was committed before it: the
 * first waits for the counters, the second reads the world as it is when they are ours. In a single statement the
 * second half would look at the world as it was before the wait.
 */

import { type Kysely, sql } from 'kysely'

export const appendUpdates = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`
      create function append_updates(
        given_workspaces text[],
        given_rooms text[],
        given_devices text[],
        given_hashes bytea[],
        given_bytes bytea[],
        node text
      ) returns table (outcome text, seq bigint, repeated boolean)
      language plpgsql
      -- Planned once for each connection: planning takes longer than running.
      set plan_cache_mode = force_generic_plan
      -- On the first day the planner knows nothing of the tables, and would read them from end to end for a batch of
      -- some size; that plan would stay with the connection while they grow.
      set enable_seqscan = off
      as $function$
      #variable_conflict use_column
      begin
        -- In the order of ids, so that two batches never wait for each other.
        perform from workspaces where id = any (given_workspaces) order by id for no key update;

        return query
        with given as materialized (
          select workspace_id, room_id, device_id, hash, octet_length(bytes) as size, place
          from unnest(given_workspaces, given_rooms, given_devices, given_hashes, given_bytes)
            with ordinality as given (workspace_id, room_id, device_id, hash, bytes, place)
        ),
        judged as materialized (
          select
            given.*,
            workspaces.head_seq as head_seq,
            rooms.deleted_at is not null as deleted,
            updates.seq as known_seq,
            -- The same bytes twice in one batch are one row.
            first_value(place) over (
              partition by given.workspace_id, given.room_id, given.hash order by place
            ) as first_place
          from given
          -- Each by its key: a join of whole tables is what the planner likes best for large batches.
          left join lateral (
            select head_seq from workspaces where id = given.workspace_id offset 0
          ) as workspaces on true
          left join lateral (
            select deleted_at from rooms
            where workspace_id = given.workspace_id and room_id = given.room_id
            offset 0
          ) as rooms on true
          left join lateral (
            select seq from updates
            where workspace_id = given.workspace_id and room_id = given.room_id and hash = given.hash
            offset 0
          ) as updates on true
        ),
        numbered as materialized (
          select
            judged.*,
            head_seq + row_number() over (partition by workspace_id order by place) as seq
          from judged
          where head_seq is not null and not deleted and known_seq is null and place = first_place
        ),
        inserted as (
          insert into updates (workspace_id, room_id, seq, device_id, hash, bytes)
          select workspace_id, room_id, seq, device_id, hash, given.bytes
          from numbered
          join unnest(given_bytes) with ordinality as given (bytes, place) using (place)
        ),
        raised as (
          update workspaces
          set head_seq = grown.seq, bytes_used = bytes_used + grown.size
          from (
            select workspace_id, max(seq) as seq, sum(size)::bigint as size from numbered group by workspace_id
          ) as grown
          where workspaces.id = grown.workspace_id
        ),
        touched as (
          insert into rooms as known (workspace_id, room_id, head_seq, log_rows, log_bytes)
          select workspace_id, room_id, max(seq), count(*)::integer, sum(size)::bigint
          from numbered
          group by workspace_id, room_id
          order by workspace_id, room_id
          on conflict (workspace_id, room_id) do update set
            head_seq = excluded.head_seq,
            log_rows = known.log_rows + excluded.log_rows,
            log_bytes = known.log_bytes + excluded.log_bytes
        )
        select
          case
            when judged.head_seq is null then 'workspace-unknown'
            when judged.deleted then 'room-deleted'
            else 'stored'
          end,
          coalesce(judged.known_seq, numbered.seq),
          judged.known_seq is not null or judged.place <> judged.first_place
        from judged
        left join numbered on numbered.place = judged.first_place
        order by judged.place;

        if node is not null then
          perform announce_heads(node, given_workspaces);
        end if;
      end
      $function$`.execute(db)

    // A payload has less than 8,000 bytes; where the heads do not fit, the hint is that anything may have changed.
    await sql`
      create function announce_heads(node text, moved text[]) returns void
      language sql
      set enable_seqscan = off
      as $function$
        select pg_notify('weft_heads', case when length(heads) < 7900 then heads else node || ' *' end)
        from (
          select node || ' ' || string_agg(id || ':' || head_seq, ' ') as heads
          from workspaces
          where id = any (moved)
        ) as payload
        where heads is not null
      $function$`.execute(db)
  },
}
