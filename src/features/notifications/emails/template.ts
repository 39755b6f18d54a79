import type { ReactElement } from "react";

/** What a template makes of its facts. */
export type Template = { subject: string; body: ReactElement };
