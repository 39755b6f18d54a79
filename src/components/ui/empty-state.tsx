import type { ReactNode } from "react";
import { EmptySky } from "@/components/illustrations/empty-sky";

/** Nothing here: why, and the way on. */
export function EmptyState({
  title,
  text,
  children,
  heading: Heading = "h2",
}: {
  title: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
  heading?: "h1" | "h2";
}) {
  return (
    <div className="flex flex-col items-center gap-4 py-10 text-center">
      <EmptySky className="w-48" />
      <Heading className="text-2xl">{title}</Heading>
      {text !== undefined && <p className="max-w-md text-muted text-pretty">{text}</p>}
      {children !== undefined && <div className="flex flex-wrap justify-center gap-3">{children}</div>}
    </div>
  );
}
