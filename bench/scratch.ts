import { openGround } from "./ground/ground";
import { preparePayableOrders } from "./stock/payable-orders";
import { openDeliveries } from "./stock/deliveries";
import { bareServerRival, payByEvents, type Rival } from "./limits/rivals";
import { runSlice } from "./measure/slice";
import { FUNCTION } from "./limits/payment";

const seconds = Number(process.argv[2] ?? 2);
const rounds = Number(process.argv[3] ?? 2);
const prof = process.argv[4];
const carts = Math.ceil(1200 * seconds);
const ground = await openGround();
try {
  const bench = { ...ground, seconds, rounds, tell: console.log, note: console.log };
  await preparePayableOrders(ground.postgres, "stock", { carts });
  await ground.postgres.renew("webhook", "stock");
  const deliveries = await openDeliveries(ground.postgres, "stock");
  const web = await ground.programs.startWeb({
    databaseUrl: ground.postgres.url("webhook"),
    settings: prof ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${prof}` } : {},
  });
  const rivals: Rival[] = [
    await bareServerRival(bench, "webhook", "statements", deliveries),
    await bareServerRival(bench, "webhook", "function", deliveries),
    { id: "ours", title: "Envol", pid: web.pid, pay: (slice) => payByEvents(web.origin, deliveries, slice) },
  ];
  const plan = { stock: "stock", database: "webhook", connections: 8, orders: carts };
  for (const rival of rivals) await runSlice(bench, rival, plan);
  for (let round = 0; round < rounds; round += 1)
    for (const rival of rivals) {
      const slice = await runSlice(bench, rival, plan);
      console.log(
        rival.title.slice(0, 60).padEnd(60),
        Math.round(slice.perSecond),
        "/s p50",
        slice.p50Ms?.toFixed(1),
        "p99",
        slice.p99Ms?.toFixed(1),
        "own",
        slice.ownCpuMs?.toFixed(2),
        "pg",
        slice.postgresCpuMs?.toFixed(2),
        "wal",
        Math.round(slice.walBytesPerEvent),
      );
    }
} finally {
  await ground.close();
}
process.exit(0);
