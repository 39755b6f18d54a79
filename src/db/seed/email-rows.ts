import type { EmailKind } from "@/db/schema/operations";
import { addMs } from "@/lib/clock";
import type { BuiltOrder } from "./built-order";
import { seedId } from "./chance";
import type { OrderRows } from "./order-rows";

const A_MOMENT_MS = 4_000;

/** An e-mail that was sent long ago: the worker must not write to anybody because of example rows. */
export function addEmail(rows: OrderRows, order: BuiltOrder, kind: EmailKind, subjectId: string, at: Date): void {
  rows.emails.push({
    id: seedId(`email/${kind}/${subjectId}`),
    kind,
    orderId: order.id,
    subjectId,
    locale: order.locale,
    status: "SENT",
    attempts: 1,
    notBefore: at,
    createdAt: at,
    sentAt: addMs(at, A_MOMENT_MS),
  });
}
