import type { CodeGuard } from "../guard.ts";
import { ONE_AFTER_THE_OTHER, SENT_TOGETHER, WHICH_PARKED_EVENT } from "../witnesses.ts";

const connections = "src/db/client.ts";
const reading = "src/features/orders/server/read-for-payment.ts";

/** What stands between «sent» and «done». */
export const SENT_TOGETHER_GUARDS: CodeGuard[] = [
  {
    name: "sent together: COMMIT's answer says whether anything was kept",
    kind: "sequence",
    file: connections,
    find: 'if (committed.command !== "COMMIT")',
    replace: "if (false)",
    tests: { ...SENT_TOGETHER, named: "which somebody caught" },
  },
  {
    name: "sent together: what nobody waited for is looked at with COMMIT",
    kind: "sequence",
    file: connections,
    find: "unanswered.get(tx)?.push(answer);",
    replace: "",
    tests: { ...SENT_TOGETHER, named: "its error is the transaction's" },
  },
  {
    name: "sent together: the error that came first is the one told",
    kind: "sequence",
    file: connections,
    find: "throw await firstFailure(sent, error);",
    replace: "throw error;",
    tests: { ...SENT_TOGETHER, named: "the first error is the one told" },
  },
  {
    name: "sent together: nothing else begins before the opening is answered",
    kind: "sequence",
    file: connections,
    find: 'await Promise.all([client.query("begin"), opening(tx)]);',
    replace: '[await client.query("begin"), await opening(tx).catch(() => undefined as never)];',
    tests: { ...SENT_TOGETHER, named: "when the opening fails" },
  },
  {
    name: "an event that pays is claimed by the primary key, and not passed over",
    kind: "dedupe",
    file: "src/features/payments/server/queries.ts",
    find: '"claim-webhook-event-or-fail", ""',
    replace: '"claim-webhook-event-or-fail", "on conflict (id) do nothing"',
    tests: { ...ONE_AFTER_THE_OTHER, named: "pays nothing here" },
  },
  {
    name: "an event before the staff is seen although its entry is closed",
    kind: "money",
    file: reading,
    find: "e.status = 'FOR_STAFF'",
    replace: "e.status = 'NONE'",
    tests: WHICH_PARKED_EVENT,
  },
  {
    name: "an entry before the staff is seen although no event belongs to it",
    kind: "money",
    file: reading,
    find: "from worklist_entries where order_id",
    replace: "from worklist_entries where false and order_id",
    tests: { ...WHICH_PARKED_EVENT, named: "no event belongs to" },
  },
];
