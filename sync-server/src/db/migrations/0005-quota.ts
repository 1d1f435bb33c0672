/**
 * The append (`0002-append-updates.ts`) with a quota: an update says how many bytes its workspace may hold with it, and is
 * refused where they would be more. The sum is the counter that the append raises anyway, under its lock. Each update is
 * looked at only where the batch as a whole may come to a quota; elsewhere that is one comparison.
 *
 * Some may be stored above it as well, up to a reserve. What of the reserve is used is a counter of its own, which begins
 * anew when the workspace is below its quota: so it is there also where a quota was lowered below what somebody has.
 *
 * It has a name of its own, since a node of the version before goes on appending while this one starts.
 */

import { type Kysely, sql } from 'kysely'

export const quota = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await db.schema
      .alterTable('workspaces')
      .addColumn('reserve_used', 'bigint', column => column.notNull().defaultTo(0))
      .execute()

    // The places of what is refused. In their order: a large one that is refused leaves its room to a small one behind it.
    await sql`
      create function over_quota(
        given_workspaces text[],
        given_rooms text[],
        given_hashes bytea,
        given_sizes integer[],
        given_quotas bigint[],
        given_reserves bigint[]
      ) returns integer[]
      language plpgsql
      set enable_seqscan = off
      as $function$
      declare
        pushed record;
        current_workspace text;
        used bigint;
        above bigint;
        refused integer[] := '{}';
      begin
        for pushed in
          select
            given.workspace_id,
            given.size,
            given.quota,
            given.reserve,
            given.place::integer as place,
            workspaces.bytes_used,
            workspaces.reserve_used,
            rooms.deleted_at is null and updates.seq is null as grows
          from unnest(given_workspaces, given_rooms, given_sizes, given_quotas, given_reserves)
            with ordinality as given (workspace_id, room_id, size, quota, reserve, place)
          join lateral (
            select bytes_used, reserve_used from workspaces where id = given.workspace_id offset 0
          ) as workspaces on true
          left join lateral (
            select deleted_at from rooms
            where workspace_id = given.workspace_id and room_id = given.room_id
            offset 0
          ) as rooms on true
          left join lateral (
            select seq from updates
            where hash = substr(given_hashes, (given.place::integer - 1) * 16 + 1, 16)
            offset 0
          ) as updates on true
          order by given.workspace_id, given.place
        loop
          if current_workspace is distinct from pushed.workspace_id then
            current_workspace := pushed.workspace_id;
            used := pushed.bytes_used;
            above := pushed.reserve_used;
          end if;
          continue when not pushed.grows;
          if used <= pushed.quota then
            above := 0;
          end if;
          if pushed.quota is null or used + pushed.size <= pushed.quota then
            used := used + pushed.size;
          elsif above + pushed.size <= pushed.reserve then
            used := used + pushed.size;
            above := above + pushed.size;
          else
            refused := refused || pushed.place;
          end if;
          update workspaces set reserve_used = above where id = pushed.workspace_id and reserve_used <> above;
        end loop;
        return refused;
      end
      $function$`.execute(db)

    await sql`
      create function append_within_quota(
        given_workspaces text[],
        given_rooms text[],
        given_devices text[],
        -- 16 bytes each, no two alike.
        given_hashes bytea,
        given_bytes bytea,
        given_sizes integer[],
        -- Null for those that have none.
        given_quotas bigint[],
        given_reserves bigint[],
        -- The least of them; null where there is none.
        least_quota bigint,
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
      declare
        may_exceed boolean;
        refused integer[] := '{}';
      begin
        -- In the order of ids, so that two batches never wait for each other.
        select bool_or(bytes_used + octet_length(given_bytes) > least_quota)
        into may_exceed
        from (
          select bytes_used from workspaces where id = any (given_workspaces) order by id for no key update
        ) as locked;

        if may_exceed then
          refused := over_quota(
            given_workspaces, given_rooms, given_hashes, given_sizes, given_quotas, given_reserves
          );
        end if;

        return query
        with given as materialized (
          select
            workspace_id,
            room_id,
            device_id,
            substr(given_hashes, (place::integer - 1) * 16 + 1, 16) as hash,
            size,
            (sum(size) over (order by place rows unbounded preceding) - size)::integer as start,
            place::integer = any (refused) as refused,
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
                workspaces.head_seq is not null
                  and rooms.deleted_at is null
                  and updates.seq is null
                  and not given.refused
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
          where head_seq is not null and not deleted and known_seq is null and not refused
        ),
        grown as (
          select workspace_id, room_id, max(head_seq + rank) as seq, count(*)::integer as rows, sum(size)::bigint as size
          from judged
          where head_seq is not null and not deleted and known_seq is null and not refused
          group by workspace_id, room_id
        ),
        raised as (
          update workspaces
          set
            head_seq = whole.seq,
            bytes_used = bytes_used + whole.size,
            reserve_used = case when may_exceed is false then 0 else reserve_used end
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
            when refused then 'quota-exceeded'
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
  },
}
