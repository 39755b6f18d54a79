"use client";

import { useTranslations } from "next-intl";
import { MountainIcon } from "@/components/icons/mountain-icon";
import { WingIcon } from "@/components/icons/wing-icon";
import { useFormats } from "@/i18n/use-formats";
import type { Order } from "../schemas";

/** When and where each participant is expected. A stage is told by its day: its hour is for the e-mail to say. */
export function BookingList({ order }: { order: Order }) {
  const t = useTranslations();
  const formats = useFormats();
  if (order.bookings.length === 0) return null;
  const bookings = order.bookings.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  return (
    <section aria-labelledby="bookings" className="space-y-3">
      <h2 id="bookings" className="text-2xl">
        {t("order.bookings")}
      </h2>
      <ul className="space-y-3">
        {bookings.map((booking) => (
          <li key={booking.id} className="card flex items-center gap-4 p-4">
            <span className="grid size-11 shrink-0 place-items-center rounded-full bg-sky text-sky-ink">
              {booking.stageId ? <MountainIcon /> : <WingIcon />}
            </span>
            <div>
              <p className="font-semibold">
                {booking.stageId ? formats.dayTitle(booking.startsAt) : formats.dayAndTimeTitle(booking.startsAt)}
              </p>
              <p className="text-muted">
                {t(booking.stageId ? "words.type.STAGE" : "words.type.BAPTEME")} · {booking.participantName}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
