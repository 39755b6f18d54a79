import type { School } from "../school/open-school";

/** E-mails that count as sent have arrived; what has arrived is one of ours, and a copy carries the Message-ID of its first. */
export async function accountForMails({
  postgres,
  mail,
}: School): Promise<{ mails: number; copies: number; breaches: string[] }> {
  const rows = await postgres.rows<{ id: string; status: string }>("select id, status from emails");
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  const arrived = new Map<string, number>();
  const breaches: string[] = [];
  for (const messageId of mail.accepted) {
    const id = /^<([^@]+)@/.exec(messageId)?.[1] ?? messageId;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    if (!statuses.has(id)) breaches.push(`a mail ${messageId} arrived that no row stands for`);
  }
  for (const [id, status] of statuses)
    if (status === "SENT" && !arrived.has(id))
      breaches.push(`e-mail ${id} counts as sent, and the mail server has not seen it`);
  return { mails: arrived.size, copies: mail.accepted.length - arrived.size, breaches: [...new Set(breaches)] };
}
