import { expect, test } from "vitest";
import { addressOf } from "./client-address";

test("without proxies of ours only the socket is believed", () => {
  expect(addressOf("198.51.100.7", "203.0.113.1", 0)).toBe("198.51.100.7");
  expect(addressOf(undefined, "203.0.113.1", 0)).toBe("unknown");
});

test("with n proxies of ours the n-th hop from the right is the client, whatever stands left of it", () => {
  expect(addressOf("10.0.0.1", "6.6.6.6, 203.0.113.1", 1)).toBe("203.0.113.1");
  expect(addressOf("10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", 2)).toBe("203.0.113.1");
  expect(addressOf("10.0.0.1", "6.6.6.6,203.0.113.1 , 10.0.0.2", 2)).toBe("203.0.113.1");
});

test("a header with too few hops, or nonsense in the place, falls back on the socket", () => {
  expect(addressOf("10.0.0.1", "203.0.113.1", 2)).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "203.0.113.1, somebody", 1)).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "", 1)).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", undefined, 1)).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "203.0.113.1,", 1)).toBe("10.0.0.1");
});

test("a port is no part of an address", () => {
  expect(addressOf("10.0.0.1", "203.0.113.1:4711", 1)).toBe("203.0.113.1");
  expect(addressOf("10.0.0.1", "[2001:db8:1:2:3::1]:4711", 1)).toBe("2001:db8:1:2::/64");
});

test("an IPv6 network counts as one client, however it is written", () => {
  const written = [
    "2001:db8::1",
    "2001:DB8:0:0:ffff::2",
    "2001:0db8:0000:0000:0000:0000:0000:0003",
    "2001:db8::1%eth0",
  ];
  expect(new Set(written.map((address) => addressOf(address, undefined, 0)))).toEqual(new Set(["2001:db8:0:0::/64"]));
  expect(addressOf("2001:db8:0:1::1", undefined, 0)).not.toBe(addressOf("2001:db8::1", undefined, 0));
  expect(addressOf("::1", undefined, 0)).toBe("0:0:0:0::/64");
});

test("an IPv4 address in IPv6's clothes is itself, not one network with all others", () => {
  expect(addressOf("::ffff:203.0.113.9", undefined, 0)).toBe("203.0.113.9");
  expect(addressOf("::ffff:cb00:7109", undefined, 0)).toBe("203.0.113.9");
});
