import { readFileSync } from "node:fs";
import path from "node:path";
import { accountForMails } from "../../oracle/mails";
import type { School } from "../school/open-school";
import type { Tally } from "../visitors/tally";
import { accountForMoney } from "./money";
import { readLogs } from "./read-logs";
import { readDeliveries, type Delivered } from "./sandbox-records";
import { settle } from "./settle";

export type Verdict = {
  breaches: string[];
  settledSeconds: number;
  ordersPaid: number;
  delivered: Delivered;
  mails: number;
  copiesOfMails: number;
  /** Lines at level "error", by their message: to be read, not a breach. */
  errors: Map<string, number>;
};

type Manner = { withinSeconds: number; hurryAfterSeconds: number; mayBeInLogs: (line: string) => boolean };

/** After the troubles: everything comes to its end in bounded time, nothing is lost, and nobody has said too much. */
export async function judge(school: School, tally: Tally, manner: Manner): Promise<Verdict> {
  const { postgres } = school;
  const settled = await settle(postgres, manner);
  const breaches = settled.leftOver.map((sentence) => `after ${settled.seconds} s ${sentence}`);
  breaches.push(...(await brokenInvariants(school)), ...(await accountForMoney(school, tally)));
  const mails = accountForMails(
    await postgres.rows<{ id: string; status: string }>("select id, status from emails"),
    school.mail.accepted,
  );
  breaches.push(...mails.breaches);
  const [paid] = await postgres.rows<{ count: string }>("select count(*) from orders where paid_at is not null");

  const ordersPaid = Number(paid?.count);
  if (ordersPaid === 0) breaches.push("nobody has paid an order: nothing was proven");

  // Its file can be read when it has ended; nothing asks for it any more.
  for (const program of [...school.workers, ...school.webs, school.sandbox]) await program.stop();
  const delivered = await readDeliveries(school.sandboxData, postgres);
  const logs = await readLogs(
    [...school.webs, ...school.workers, school.sandbox].flatMap((program) => program.logs),
    [...tally.secrets, ...tally.giftCardCodes],
    manner.mayBeInLogs,
  );
  breaches.push(...delivered.breaches, ...logs.breaches, ...school.complaints, ...tally.complaints);
  return {
    breaches,
    settledSeconds: settled.seconds,
    ordersPaid,
    delivered,
    mails: mails.mails,
    copiesOfMails: mails.copies,
    errors: logs.errors,
  };
}

/** `npm run invariants -- --stripe`, as an operator runs it. */
async function brokenInvariants(school: School): Promise<string[]> {
  const report = path.join(school.folder, "invariants.log");
  try {
    await school.run("src/cli/invariants.ts", ["--stripe"], report);
    return [];
  } catch {
    return [`the invariants are broken:\n${readFileSync(report, "utf8")}`];
  }
}
