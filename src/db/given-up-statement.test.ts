import { afterEach, expect, test, vi } from "vitest";
import { api } from "@/app/api/api";
import { pool } from "@/db/client";
import { visitorOf } from "../../tests/support/visitor";

afterEach(() => vi.restoreAllMocks());

test.for(["40P01", "40001"])(
  "a single statement that PostgreSQL gives up with %s is «try again», not a defect of ours [C4] [C5]",
  async (code) => {
    const { body } = await visitorOf(api).get("/stages");
    expect(body).toHaveProperty("stages");
    // The server's own error, raised for the first statement that the request sends outside a transaction.
    const query = pool().query.bind(pool());
    vi.spyOn(pool(), "query").mockImplementationOnce(() =>
      query(`do $$ begin raise exception 'given up' using errcode = '${code}'; end $$`),
    );

    const answer = await visitorOf(api).get("/stages");

    expect(answer).toMatchObject({ status: 503, body: { code: "database_unavailable" } });
  },
);
