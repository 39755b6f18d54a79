import type { ReactNode } from "react";
import { Body, Container, Head, Heading, Hr, Html, Preview, Section, Text } from "react-email";
import type { Locale } from "@/db/schema/snapshots";
import type { School } from "./facts";
import { TextLink } from "./parts";
import { FONT, LIGHT, STYLE_SHEET } from "./theme";

type Props = { locale: Locale; school: School; siteUrl: string; preview: string; title: string; children: ReactNode };

export function Layout({ locale, school, siteUrl, preview, title, children }: Props) {
  return (
    <Html lang={locale}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* Apple's mail makes links of what looks like a date or a phone number, in blue, even on a dark card. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <style>{STYLE_SHEET}</style>
      </Head>
      <Body
        lang={locale}
        className="page"
        style={{ backgroundColor: LIGHT.page, fontFamily: FONT, margin: 0, padding: "24px 12px", color: LIGHT.ink }}
      >
        <Preview>{preview}</Preview>
        <Container
          className="card"
          style={{
            maxWidth: "600px",
            backgroundColor: LIGHT.card,
            border: `1px solid ${LIGHT.line}`,
            borderRadius: "16px",
            borderCollapse: "separate",
            padding: "32px 40px",
          }}
        >
          <Text
            className="accent"
            style={{ fontSize: "15px", lineHeight: "20px", fontWeight: 700, margin: "0 0 20px", color: LIGHT.accent }}
          >
            {school.name}
          </Text>
          <Heading
            as="h1"
            className="ink"
            style={{ fontSize: "27px", lineHeight: "34px", fontWeight: 700, margin: "0 0 16px", color: LIGHT.ink }}
          >
            {title}
          </Heading>
          {children}
          <Footer locale={locale} school={school} siteUrl={siteUrl} />
        </Container>
      </Body>
    </Html>
  );
}

function Footer({ locale, school, siteUrl }: { locale: Locale; school: School; siteUrl: string }) {
  const contact = [school.name, school.address].filter((part) => part !== null).join(", ");
  return (
    <Section>
      <Hr className="rule" style={{ borderTop: `1px solid ${LIGHT.line}`, margin: "28px 0 16px" }} />
      <FooterLine>{contact}</FooterLine>
      <FooterLine>
        {school.phone !== null && <>{school.phone} · </>}
        {school.email !== null && (
          <>
            <TextLink href={`mailto:${school.email}`}>{school.email}</TextLink> ·{" "}
          </>
        )}
        <TextLink href={siteUrl}>{siteUrl}</TextLink>
      </FooterLine>
      {school.legalNotice !== null && <FooterLine>{school.legalNotice}</FooterLine>}
      {school.email !== null && (
        <FooterLine>
          {locale === "fr"
            ? "Une question ? Répondez simplement à cet e-mail."
            : "A question? Simply answer this e-mail."}
        </FooterLine>
      )}
    </Section>
  );
}

function FooterLine({ children }: { children: ReactNode }) {
  return (
    <Text className="muted" style={{ fontSize: "13px", lineHeight: "20px", margin: "0 0 4px", color: LIGHT.muted }}>
      {children}
    </Text>
  );
}
