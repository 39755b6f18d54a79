import { Fragment, type ReactNode } from "react";
import { Button, Heading, Link, Section, Text } from "react-email";
import { LIGHT, MONOSPACE } from "./theme";

/** The few shapes that every e-mail is made of. What is here is safe for user text: React escapes it. */

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="ink" style={{ fontSize: "16px", lineHeight: "25px", margin: "0 0 16px", color: LIGHT.ink }}>
      {children}
    </Text>
  );
}

export function Small({ children }: { children: ReactNode }) {
  return (
    <Text className="muted" style={{ fontSize: "14px", lineHeight: "21px", margin: "0 0 12px", color: LIGHT.muted }}>
      {children}
    </Text>
  );
}

export function Subheading({ children }: { children: ReactNode }) {
  return (
    <Heading
      as="h2"
      className="ink"
      style={{ fontSize: "18px", lineHeight: "26px", margin: "28px 0 10px", color: LIGHT.ink }}
    >
      {children}
    </Heading>
  );
}

export function Panel({ children, tone = "soft" }: { children: ReactNode; tone?: "soft" | "warm" }) {
  return (
    <Section
      className={tone}
      style={{
        backgroundColor: LIGHT[tone],
        border: `1px solid ${tone === "soft" ? LIGHT.line : LIGHT.warm}`,
        borderRadius: "10px",
        borderCollapse: "separate",
        padding: "14px 18px",
        margin: "0 0 12px",
      }}
    >
      {children}
    </Section>
  );
}

/** A paragraph in a warm panel. */
export function Warning({ children }: { children: ReactNode }) {
  return (
    <Panel tone="warm">
      <Text style={{ fontSize: "15px", lineHeight: "23px", margin: 0, color: LIGHT.warmInk }}>{children}</Text>
    </Panel>
  );
}

/** What was bought: its name, then lines of detail. */
export function Item({ title, details, aside }: { title: string; details: (string | null)[]; aside?: string }) {
  return (
    <Panel>
      <Text className="muted" style={{ fontSize: "15px", lineHeight: "23px", margin: 0, color: LIGHT.muted }}>
        <strong className="ink" style={{ fontSize: "16px", fontWeight: 600, color: LIGHT.ink }}>
          {title}
        </strong>
        <Lines lines={details.filter((detail) => detail !== null)} />
        {aside !== undefined && (
          <>
            <br />
            <span className="ink" style={{ color: LIGHT.ink }}>
              {aside}
            </span>
          </>
        )}
      </Text>
    </Panel>
  );
}

/** Each line on one of its own, below what stands before it. */
function Lines({ lines }: { lines: string[] }) {
  return lines.map((line, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- lines of a fixed text: two may be equal, none moves
    <Fragment key={index}>
      <br />
      {line}
    </Fragment>
  ));
}

export type Figure = { label: string; amount: string; strong?: boolean };

/** Amounts under each other. In the text part they stay a table, by the attribute that react-email's converter reads. */
export function Figures({ rows }: { rows: Figure[] }) {
  return (
    <table
      data-text-format="dataTable"
      width="100%"
      cellPadding={0}
      cellSpacing={0}
      style={{ width: "100%", borderCollapse: "collapse", margin: "8px 0 20px" }}
    >
      <tbody>
        {rows.map(({ label, amount, strong = false }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two gift cards may end alike, and no row moves
          <tr key={index}>
            <td className="ink rule" style={{ ...cell(strong), textAlign: "left" }}>
              {label}
            </td>
            <td className="ink rule" style={{ ...cell(strong), textAlign: "right", whiteSpace: "nowrap" }}>
              {amount}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const cell = (strong: boolean) => ({
  padding: "9px 0",
  borderTop: `1px solid ${LIGHT.line}`,
  fontSize: "15px",
  lineHeight: "22px",
  fontWeight: strong ? 700 : 400,
  color: LIGHT.ink,
});

/** Facts with names: when, where, whom to call. */
export function Facts({ rows }: { rows: { label: string; value: ReactNode }[] }) {
  return (
    <Panel>
      {rows.map(({ label, value }) => (
        <Text
          key={label}
          className="ink"
          style={{ fontSize: "16px", lineHeight: "24px", margin: "0 0 8px", color: LIGHT.ink }}
        >
          <span className="muted" style={{ fontSize: "13px", color: LIGHT.muted }}>
            {label}
          </span>
          <br />
          {value}
        </Text>
      ))}
    </Panel>
  );
}

export function Bullets({ items }: { items: string[] }) {
  return (
    <ul className="ink" style={{ margin: "0 0 16px", padding: "0 0 0 20px", color: LIGHT.ink }}>
      {items.map((item) => (
        <li key={item} style={{ fontSize: "16px", lineHeight: "25px", margin: "0 0 4px" }}>
          {item}
        </li>
      ))}
    </ul>
  );
}

export function Steps({ items }: { items: string[] }) {
  return (
    <ol className="ink" style={{ margin: "0 0 16px", padding: "0 0 0 22px", color: LIGHT.ink }}>
      {items.map((item) => (
        <li key={item} style={{ fontSize: "16px", lineHeight: "25px", margin: "0 0 4px" }}>
          {item}
        </li>
      ))}
    </ol>
  );
}

export function ActionButton({ href, children }: { href: string; children: string }) {
  return (
    <Section style={{ margin: "8px 0 20px" }}>
      <Button
        href={href}
        className="button"
        style={{
          backgroundColor: LIGHT.accent,
          color: LIGHT.onAccent,
          borderRadius: "8px",
          fontSize: "16px",
          fontWeight: 600,
          padding: "13px 22px",
        }}
      >
        {children}
      </Button>
    </Section>
  );
}

export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="accent" style={{ color: LIGHT.accent, textDecoration: "underline" }}>
      {children}
    </Link>
  );
}

/** A gift card as one would print it. */
export function Ticket({
  label,
  worth,
  code,
  validity,
}: {
  label: string;
  worth: string;
  code: string;
  validity: string;
}) {
  return (
    <Section
      className="soft"
      style={{
        backgroundColor: LIGHT.soft,
        border: `2px dashed ${LIGHT.line}`,
        borderRadius: "14px",
        borderCollapse: "separate",
        padding: "26px 16px",
        margin: "4px 0 20px",
        textAlign: "center",
      }}
    >
      <Text className="muted" style={{ fontSize: "13px", lineHeight: "18px", margin: 0, color: LIGHT.muted }}>
        {label}
      </Text>
      <Text
        className="accent"
        style={{ fontSize: "28px", lineHeight: "36px", fontWeight: 700, margin: "6px 0 16px", color: LIGHT.accent }}
      >
        {worth}
      </Text>
      <Text
        className="ink code"
        style={{
          fontFamily: MONOSPACE,
          fontSize: "23px",
          lineHeight: "30px",
          fontWeight: 700,
          letterSpacing: "1px",
          margin: 0,
          color: LIGHT.ink,
          whiteSpace: "nowrap",
        }}
      >
        {code}
      </Text>
      <Text className="muted" style={{ fontSize: "14px", lineHeight: "20px", margin: "14px 0 0", color: LIGHT.muted }}>
        {validity}
      </Text>
    </Section>
  );
}

/** What the giver wrote, with its line breaks. */
export function Quote({ text, author }: { text: string; author: string | null }) {
  const [first, ...others] = text.split(/\r\n|\r|\n/);
  return (
    <Section
      className="rule"
      style={{
        borderLeft: `4px solid ${LIGHT.line}`,
        borderCollapse: "separate",
        padding: "2px 0 2px 16px",
        margin: "0 0 20px",
      }}
    >
      <Text
        className="ink"
        style={{
          fontSize: "17px",
          lineHeight: "27px",
          fontStyle: "italic",
          margin: 0,
          color: LIGHT.ink,
          overflowWrap: "anywhere",
        }}
      >
        {first}
        <Lines lines={others} />
      </Text>
      {author !== null && (
        <Text className="muted" style={{ fontSize: "15px", lineHeight: "23px", margin: "6px 0 0", color: LIGHT.muted }}>
          — {author}
        </Text>
      )}
    </Section>
  );
}
