import { readFileSync, globSync } from "node:fs";
import { openGround } from "./ground/ground";
import { preparePayableOrders } from "./stock/payable-orders";
import { openDeliveries } from "./stock/deliveries";
import { SECRETS } from "./ground/settings";
const ground = await openGround();
try {
  await preparePayableOrders(ground.postgres, "stock", { carts: 900 });
  const deliveries = await openDeliveries(ground.postgres, "stock");
  Object.assign(process.env, { DATABASE_URL: ground.postgres.url("stock"), DATABASE_POOL_SIZE: "1", STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret, STRIPE_SECRET_KEY: SECRETS.secretKey, STRIPE_PUBLISHABLE_KEY: SECRETS.publishableKey, PUBLIC_URL: "http://localhost:1", SMTP_URL: "smtp://127.0.0.1:9", LOG_LEVEL: "silent" });
  const { receiveWebhook } = await import("../src/features/payments/server/receive-webhook");
  const { pool, closeDb } = await import("../src/db/client");
  const all = deliveries(800);
  const pay = async (d: any) => { const r = await receiveWebhook(Buffer.from(d.body), d.headers["stripe-signature"]); if (r.outcome !== "processed") throw new Error(r.outcome); };
  for (const d of all.slice(0, 200)) await pay(d);
  const c0 = process.cpuUsage(), t0 = performance.now();
  for (const d of all.slice(200, 600)) await pay(d);
  const c = process.cpuUsage(c0);
  console.log("in-process: ms/event wall", (performance.now() - t0) / 400, "cpu", (c.user + c.system) / 400 / 1000);
  console.log((await pool().query("select name, generic_plans, custom_plans from pg_prepared_statements order by 1")).rows);
  await pool().query("select set_config('log_min_duration_statement','0',false), set_config('log_statement_stats','off',false)");
  for (const d of all.slice(600, 800)) await pay(d);
  await closeDb();
  const logs = globSync(ground.folder + "/**/*.log", { exclude: () => false });
  const sums = new Map<string, [number, number]>();
  for (const f of logs) for (const line of readFileSync(f, "utf8").split("\n")) {
    const m = /duration: ([\d.]+) ms\s+(parse|bind|execute|statement)(?: ([\w-]+))?(?:: (\w+))?/.exec(line);
    if (!m) continue; const k = m[2] + " " + (m[3] ?? "") + (m[2]==="statement" ? m[4] ?? "" : ""); const s = sums.get(k) ?? [0, 0]; s[0] += Number(m[1]); s[1]++; sums.set(k, s);
  }
  for (const [k, [t, n]] of [...sums].sort((a, b) => b[1][0] - a[1][0])) console.log(k.padEnd(50), (t / 200).toFixed(3), "ms/event", n);
  console.log(logs);
} finally { await ground.close(); }
process.exit(0);
