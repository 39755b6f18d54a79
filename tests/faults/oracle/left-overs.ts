/**
 * What may not be left over once everything has had its time: a query each, whose rows say in `sentence` what was lost on the way.
 * `now` is an SQL expression: whose time that is differs from one campaign to the other.
 */
export const leftOversAt = (now: string): string[] => [
  `select 'order ' || id || ' can still be paid' as sentence from orders where payable_until is not null`,
  `select 'payment ' || id || ' waits for its money' as sentence from payments where status in ('PENDING', 'PROCESSING')`,
  `select 'refund ' || id || ' was never made' as sentence from refunds where status = 'REQUESTED'`,
  `select 'event ' || id || ' (' || type || ') is parked as ' || status || ': ' || last_error as sentence
     from parked_events where status in ('WAITING', 'DEAD')`,
  // One that was refused many times in a row waits for its next attempt, and is not sent all the same.
  `select 'e-mail ' || id || ' (' || kind || ') is still to be sent' as sentence
     from emails where status = 'WAITING' and not_before <= ${now} + interval '1 hour'`,
  `select 'e-mail ' || id || ' (' || kind || ') was given up: ' || coalesce(last_error, '') as sentence
     from emails where status = 'DEAD' and coalesce(last_error, '') not in ('erased', 'superseded')`,
  // The job that deletes it comes every few seconds.
  `select 'hold ' || h.id || ' keeps a place for nobody' as sentence
     from holds h left join order_lines l on l.id = h.order_line_id left join orders o on o.id = l.order_id
     where not exists (select from bookings b where b.hold_id = h.id)
       and (h.expires_at is null or h.expires_at < ${now} - interval '10 seconds') and o.payable_until is null`,
  `select 'order ' || o.id || ' was paid and nobody was told' as sentence from orders o
     where o.paid_at is not null and not exists (select from emails e where e.order_id = o.id and e.kind in ('CONFIRMATION', 'PLACE_LOST'))`,
];
