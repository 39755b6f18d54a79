/** What came of an act: an answer over HTTP, or nothing to say. */
export type Outcome =
  | { kind: "http"; status: number; code: string | undefined }
  | { kind: "webhook"; eventId: string; status: number; outcome: string | undefined; damaged: boolean }
  | { kind: "done" };

export const NOTHING: Outcome = { kind: "done" };
