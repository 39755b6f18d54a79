type Row = { id: string; status: string };

/**
 * I6: e-mails that count as sent have arrived; what has arrived is one of ours, and a copy carries the Message-ID of its first.
 * `accepted`: Message-IDs, as often as the mail server took one.
 */
export function accountForMails(
  rows: readonly Row[],
  accepted: readonly string[],
): { mails: number; copies: number; breaches: string[] } {
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  const arrived = new Map<string, string>();
  const breaches: string[] = [];
  for (const messageId of accepted) {
    const id = /^<([^@]+)@/.exec(messageId)?.[1] ?? messageId;
    const first = arrived.get(id);
    if (!statuses.has(id)) breaches.push(`I6: a mail ${messageId} arrived that no row stands for`);
    if (first === undefined) arrived.set(id, messageId);
    else if (first !== messageId) breaches.push(`I6: a copy of the mail ${first} arrived as ${messageId}`);
  }
  for (const [id, status] of statuses)
    if (status === "SENT" && !arrived.has(id))
      breaches.push(`I6: e-mail ${id} counts as sent, and the mail server has not seen it`);
  return { mails: arrived.size, copies: accepted.length - arrived.size, breaches: [...new Set(breaches)] };
}
