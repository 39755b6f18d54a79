import type { MortalPostgres } from "../school/mortal-postgres";

/** What may not be left over once everything has had its time; each row is one thing that was lost on the way. */
const LEFT_OVERS: readonly string[] = [
  `select 'order ' || id || ' can still be paid' as sentence from orders where payable_until is not null`,
  `select 'payment ' || id || ' waits for its money' as sentence from payments where status in ('PENDING', 'PROCESSING')`,
  `select 'refund ' || id || ' was never made' as sentence from refunds where status = 'REQUESTED'`,
  `select 'refund ' || id || ' has failed' as sentence from refunds where status in ('FAILED', 'CANCELLED')`,
  `select 'event ' || id || ' (' || type || ') is parked as ' || status || ': ' || last_error as sentence
     from parked_events where status <> 'DONE'`,
  `select 'e-mail ' || id || ' (' || kind || ') is still to be sent' as sentence
     from emails where status = 'WAITING' and not_before <= now() + interval '1 hour'`,
  `select 'e-mail ' || id || ' (' || kind || ') was given up: ' || coalesce(last_error, '') as sentence
     from emails where status = 'DEAD' and last_error is distinct from 'superseded'`,
  `select 'hold ' || h.id || ' keeps a place for nobody' as sentence
     from holds h left join order_lines l on l.id = h.order_line_id left join orders o on o.id = l.order_id
     where not exists (select from bookings b where b.hold_id = h.id)
       and (h.expires_at is null or h.expires_at < now() - interval '10 seconds') and o.payable_until is null`,
  `select 'order ' || o.id || ' was paid and nobody was told' as sentence from orders o
     where o.paid_at is not null and not exists (select from emails e where e.order_id = o.id and e.kind in ('CONFIRMATION', 'PLACE_LOST'))`,
  `select 'the worklist says ' || kind || ' about order ' || coalesce(order_id::text, '?') as sentence from worklist_entries
     where kind not in ('LINE_LOST', 'DUPLICATE_PAYMENT') and closed_at is null`,
];

export async function findLeftOvers(postgres: MortalPostgres): Promise<string[]> {
  const found = await Promise.all(LEFT_OVERS.map((sql) => postgres.rows<{ sentence: string }>(sql)));
  return found.flat().map(({ sentence }) => sentence);
}

/** Everything that waits for a lease or a back-off sees this time pass at once. Days need not be waited for, they only have to come. */
export async function letTimePass(postgres: MortalPostgres, seconds: number): Promise<void> {
  await postgres.rows(`
    update emails set not_before = not_before - interval '${seconds} seconds' where status = 'WAITING';
    update parked_events set not_before = not_before - interval '${seconds} seconds' where status = 'WAITING';
    update refunds set not_before = not_before - interval '${seconds} seconds' where status = 'REQUESTED';
    update orders set close_not_before = close_not_before - interval '${seconds} seconds' where close_not_before is not null;
    update cursors set not_before = not_before - interval '${seconds} seconds'`);
}
