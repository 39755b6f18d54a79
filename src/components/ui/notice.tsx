import type { ReactNode, Ref } from "react";
import { AlertIcon } from "@/components/icons/alert-icon";
import { CheckIcon } from "@/components/icons/check-icon";
import { InfoIcon } from "@/components/icons/info-icon";

type Tone = "info" | "good" | "warn" | "bad";

const tones = {
  info: { box: "bg-sky text-ink", icon: <InfoIcon className="size-5 text-sky-ink" /> },
  good: { box: "bg-good-soft text-ink", icon: <CheckIcon className="size-5 text-good" /> },
  warn: { box: "bg-warn-soft text-ink", icon: <AlertIcon className="size-5 text-warn" /> },
  bad: { box: "bg-bad-soft text-ink", icon: <AlertIcon className="size-5 text-bad" /> },
} satisfies Record<Tone, { box: string; icon: ReactNode }>;

type NoticeProps = {
  tone?: Tone;
  title?: ReactNode;
  /** A notice that is the news of the page has a heading. */
  heading?: "h2";
  children?: ReactNode;
  /** `alert` is read out at once; for what a person must know before going on. */
  role?: "alert" | "status";
  focusRef?: Ref<HTMLDivElement>;
};

export function Notice({ tone = "info", title, heading: Title, children, role, focusRef }: NoticeProps) {
  return (
    <div
      ref={focusRef}
      role={role}
      tabIndex={focusRef ? -1 : undefined}
      className={`flex gap-3 rounded-xl px-4 py-3 ${tones[tone].box}`}
    >
      <span className="mt-0.5">{tones[tone].icon}</span>
      <div className="min-w-0 flex-1 space-y-1">
        {title !== undefined &&
          (Title ? <Title className="text-xl">{title}</Title> : <p className="font-semibold">{title}</p>)}
        {children}
      </div>
    </div>
  );
}
