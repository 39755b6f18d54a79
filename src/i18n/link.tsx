import { useLocale } from "next-intl";
import NextLink from "next/link";
import type { ComponentProps } from "react";
import { pathIn } from "./paths";

type Props = Omit<ComponentProps<typeof NextLink>, "href"> & { href: string };

/** A link to another page of the shop in the visitor's language; `href` is the path without one. */
export function Link({ href, ...props }: Props) {
  return <NextLink {...props} href={pathIn(useLocale(), href)} />;
}
