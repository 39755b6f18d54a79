import type { ReactNode } from "react";

export function Fact({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className="relative min-h-10 pl-13">
      <dt className="text-sm text-muted">
        <span className="absolute top-0 left-0 grid size-10 place-items-center rounded-full bg-sky text-sky-ink">
          {icon}
        </span>
        {label}
      </dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
