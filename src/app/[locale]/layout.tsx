import "../globals.css";
import type { Metadata, Viewport } from "next";
import { hasLocale } from "next-intl";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { findSchool } from "@/features/catalogue/server/find-school";
import { ClientMessages } from "@/i18n/client-messages";
import { routing } from "@/i18n/routing";
import { publicUrl } from "@/lib/config";

type Props = { children: ReactNode; params: Promise<{ locale: string }> };

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf6" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1524" },
  ],
};

export async function generateMetadata(): Promise<Metadata> {
  // Everything here belongs to a request: a page made at build time could carry no nonce, and has no school.
  await connection();
  const [t, school] = await Promise.all([getTranslations("site"), findSchool()]);
  return {
    metadataBase: new URL(publicUrl()),
    title: { default: `${school.name} – ${t("title")}`, template: `%s – ${school.name}` },
    description: t("description"),
    formatDetection: { telephone: false, date: false, address: false, email: false },
  };
}

export default async function LocaleLayout({ children, params }: Props) {
  await connection();
  const { locale } = await params;
  if (!hasLocale(routing.locales, locale)) notFound();
  setRequestLocale(locale);

  return (
    <html lang={locale}>
      <body>
        <ClientMessages namespaces={["site", "errors"]}>{children}</ClientMessages>
      </body>
    </html>
  );
}
