import pg from "pg";

/** `orders insert`, `holds delete`, …: what was committed since the last look. */
export type Write = string;
export type WriteWatch = {
  /** `at` is in milliseconds, by the machine's clock. */
  since: () => Promise<{ what: Write; at: number }[]>;
  close: () => Promise<void>;
};

/**
 * Whether a request has written anything, told by the database itself: a trigger on every table notes each statement that changed
 * at least one row, in the same transaction, so that what is rolled back is never noted. PostgreSQL's own counters cannot tell:
 * they count what was rolled back as well, and a second late. The counting of requests for the rate limits is no write of a visitor.
 */
export async function watchWrites(url: string): Promise<WriteWatch> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create schema watch;
    create table watch.writes (id bigint generated always as identity primary key, what text not null, at timestamptz not null default clock_timestamp());
    create function watch.note() returns trigger language plpgsql security definer as $$
    begin
      insert into watch.writes (what)
      select tg_table_name || ' ' || lower(tg_op) where exists (select from changed);
      return null;
    end $$;
    do $$
    declare one text;
    begin
      for one in select tablename from pg_tables where schemaname = 'public' and tablename <> 'rate_limits' loop
        execute format('create trigger watch_insert after insert on public.%I referencing new table as changed for each statement execute function watch.note()', one);
        execute format('create trigger watch_update after update on public.%I referencing new table as changed for each statement execute function watch.note()', one);
        execute format('create trigger watch_delete after delete on public.%I referencing old table as changed for each statement execute function watch.note()', one);
      end loop;
    end $$`);
  let last = "0";
  return {
    since: async () => {
      const { rows } = await client.query<{ id: string; what: string; at: Date }>({
        name: "writes",
        text: "select id, what, at from watch.writes where id > $1 order by id",
        values: [last],
      });
      last = rows.at(-1)?.id ?? last;
      return rows.map(({ what, at }) => ({ what, at: at.getTime() }));
    },
    close: () => client.end(),
  };
}
