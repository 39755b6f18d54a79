import { notFound } from "next/navigation";

/** An address that leads nowhere is answered inside the shop's frame, in the visitor's language. */
export default function NowherePage() {
  notFound();
}
