"use client";

import { useEffect, useState } from "react";
import { now } from "@/lib/clock";

/** The time by the server's clock, told again each second. */
export function useNow(): Date {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return time;
}
