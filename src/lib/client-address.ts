import { isIPv4, isIPv6 } from "node:net";

/**
 * Whose request it is, for counting. Without proxies of ours (`trustedProxies` 0) only the socket is believed: anybody can
 * write `X-Forwarded-For`. With n of them, each has added the address that it saw at the right, so the n-th from the right is
 * what our outermost proxy saw. An IPv6 household owns a whole /64, so it counts as one.
 */
export function addressOf(
  socketAddress: string | undefined,
  forwardedFor: string | null | undefined,
  trustedProxies: number,
): string {
  const socket = normalized(socketAddress ?? "") ?? "unknown";
  if (trustedProxies === 0 || !forwardedFor) return socket;
  const hops = forwardedFor.split(",");
  const claimed = hops[hops.length - trustedProxies];
  return (claimed === undefined ? undefined : normalized(claimed)) ?? socket;
}

function normalized(text: string): string | undefined {
  const address = withoutPort(text.trim());
  if (isIPv4(address)) return address;
  const bare = address.split("%")[0] ?? "";
  if (!isIPv6(bare)) return undefined;
  // URL writes every IPv6 address in its one canonical form.
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const groups = expanded(canonical);
  if (/^(0:){5}ffff:/.test(`${groups.join(":")}:`)) return embeddedIPv4(groups);
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** Some proxies write `203.0.113.7:4711` or `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

function expanded(canonical: string): string[] {
  const [head = "", tail] = canonical.split("::");
  const left = head === "" ? [] : head.split(":");
  if (tail === undefined) return left;
  const right = tail === "" ? [] : tail.split(":");
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => "0"), ...right];
}

function embeddedIPv4(groups: string[]): string {
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
