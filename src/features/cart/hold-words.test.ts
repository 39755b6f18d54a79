import { expect, test } from "vitest";
import { minutesToTell, remaining } from "./hold-words";

const at = (time: string) => new Date(`2027-05-10T${time}Z`);

test("a place is counted down in minutes and seconds and never below zero", () => {
  const expiresAt = "2027-05-10T10:00:00.000Z";

  expect(["09:00:00", "09:47:55", "09:59:59", "10:00:07"].map((time) => remaining(expiresAt, at(time)).words)).toEqual([
    "60:00",
    "12:05",
    "0:01",
    "0:00",
  ]);
});

test("the last five minutes are urgent", () => {
  const expiresAt = "2027-05-10T10:00:00.000Z";

  expect([remaining(expiresAt, at("09:54:59")).urgent, remaining(expiresAt, at("09:55:00")).urgent]).toEqual([
    false,
    true,
  ]);
});

test("an hour's countdown is read out four times", () => {
  const told = Array.from({ length: 3_600 }, (_, index) => minutesToTell(3_600 - index)).filter(
    (minutes) => minutes !== undefined,
  );

  expect(told).toEqual([10, 5, 2, 1]);
});
