/**
 * The one statement of the hot path: a batch of updates of any workspaces gets its numbers and is stored, with one
 * round trip and one commit. It is a function because each statement in one sees what was committed before it: the
 * first waits for the counters, the second reads the world as it is when they are ours. In a single statement the
 * second half would look at the world as it was before the wait.
 *
 * The bytes of a batch come as one value and are cut here: an array of them would travel as hexadecimal text.
 */

import { type Kysely, sql } from 'kysely'

export const appendUpdates = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`
      create function append_updates(
        given_workspaces text[],
        given_rooms text[],
        given_devices text[],
        -- 16 bytes each, no two alike.
        given_hashes bytea,
        given_bytes bytea,
        given_sizes integer[],
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
          select
            workspace_id,
            room_id,
            device_id,
            substr(given_hashes, (place::integer - 1) * 16 + 1, 16) as hash,
            size,
            (sum(size) over (order by place rows unbounded preceding) - size)::integer as start,
            place
          from unnest(given_workspaces, given_rooms, given_devices, given_sizes)
            with ordinality as given (workspace_id, room_id, device_id, size, place)
        ),
        -- Each by its key: a join of whole tables is what the planner likes best for large batches.
        judged as materialized (
          select
            given.*,
            workspaces.head_seq as head_seq,
            rooms.deleted_at is not null as deleted,
            updates.seq as known_seq,
            row_number() over (
              partition by
                given.workspace_id,
                workspaces.head_seq is not null and rooms.deleted_at is null and updates.seq is null
              order by place
            ) as rank
          from given
          left join lateral (
            select head_seq from workspaces where id = given.workspace_id offset 0
          ) as workspaces on true
          left join lateral (
            select deleted_at from rooms
            where workspace_id = given.workspace_id and room_id = given.room_id
            offset 0
          ) as rooms on true
          left join lateral (select seq from updates where hash = given.hash offset 0) as updates on true
        ),
        stored as (
          insert into updates (workspace_id, room_id, seq, device_id, hash, bytes)
          select
            workspace_id, room_id, head_seq + rank, device_id, hash, substr(given_bytes, start + 1, size)
          from judged
          where head_seq is not null and not deleted and known_seq is null
        ),
        grown as (
          select workspace_id, room_id, max(head_seq + rank) as seq, count(*)::integer as rows, sum(size)::bigint as size
          from judged
          where head_seq is not null and not deleted and known_seq is null
          group by workspace_id, room_id
        ),
        raised as (
          update workspaces
          set head_seq = whole.seq, bytes_used = bytes_used + whole.size
          from (
            select workspace_id, max(seq) as seq, sum(size)::bigint as size from grown group by workspace_id
          ) as whole
          where workspaces.id = whole.workspace_id
        ),
        touched as (
          insert into rooms as known (workspace_id, room_id, head_seq, log_rows, log_bytes)
          select workspace_id, room_id, seq, rows, size from grown
          on conflict (workspace_id, room_id) do update set
            head_seq = excluded.head_seq,
            log_rows = known.log_rows + excluded.log_rows,
            log_bytes = known.log_bytes + excluded.log_bytes
        )
        select
          case
            when head_seq is null then 'workspace-unknown'
            when deleted then 'room-deleted'
            else 'stored'
          end,
          coalesce(known_seq, head_seq + rank),
          known_seq is not null
        from judged
        order by place;

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
