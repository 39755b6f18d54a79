import type { World } from "../core/world";

export type Action = "settle" | "finish_refund" | "fail_refund";

/** Something that will happen by itself. The row commits with what causes it, and is deleted with what it does. */
export function schedule(world: World, delayMs: number, action: Action, subject: string): void {
  world.store.run(
    `insert into tasks (at, action, subject) values (?, ?, ?)`,
    world.now().getTime() + delayMs,
    action,
    subject,
  );
}

export type Task = { id: number; at: number; action: Action; subject: string };

export function dueTasks(world: World): Task[] {
  return world.store.all<Task>(
    `select id, at, action, subject from tasks where at <= ? order by at, id limit 100`,
    world.now().getTime(),
  );
}

export function forgetTask(world: World, id: number): void {
  world.store.run(`delete from tasks where id = ?`, id);
}

export function forgetTasksOf(world: World, subject: string): void {
  world.store.run(`delete from tasks where subject = ?`, subject);
}
