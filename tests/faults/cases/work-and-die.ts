import { POST } from "@/app/api/webhooks/stripe/route";
import { closeDb } from "@/db/client";
import { makeOwedRefunds, reconcileRecentPayments, retryParkedEvents } from "@/features/payments/server/jobs";
import { setCrashPoint } from "@/lib/crash-point";

/** A process for tests: does one piece of work, and is killed with -9 at the named crash point. The event comes on its standard input. */
const [work, dieAt, signature = ""] = process.argv.slice(2);

setCrashPoint((name) => {
  if (name !== dieAt) return Promise.resolve();
  process.kill(process.pid, "SIGKILL");
  // Death takes a moment, in which nothing more must happen.
  return new Promise(() => {});
});

switch (work) {
  case "deliver": {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
    const answer = await POST(
      new Request("http://localhost/api/webhooks/stripe", {
        method: "POST",
        body: Buffer.concat(chunks),
        headers: { "content-type": "application/json", "stripe-signature": signature },
      }),
    );
    const { outcome } = (await answer.json()) as { outcome?: string }; // our own answer
    process.stdout.write(`${answer.status} ${outcome}`);
    break;
  }
  case "retry-parked-events":
    await retryParkedEvents();
    break;
  case "make-owed-refunds":
    await makeOwedRefunds();
    break;
  case "reconcile-recent-payments":
    await reconcileRecentPayments();
    break;
  default:
    throw new Error(`no such work: ${work}`);
}
await closeDb();
