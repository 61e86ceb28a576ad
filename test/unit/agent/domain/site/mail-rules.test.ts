import { describe, expect, it } from "vitest";
import { areMailAddresses, isMailHost, mailAddresses } from "#agent/domain/site/mail-rules";

describe("addresses for mail", () => {
  it.each(["owner@example.org", "a.b+c@sub.example.org, office@example.org", "root@localhost"])("are %s", (text) => {
    expect(areMailAddresses(text)).toBe(true);
  });

  it.each([
    "",
    ",",
    "owner",
    "owner@",
    "@example.org",
    "Owner <owner@example.org>",
    "a@b\r\nBcc: c@d",
    "a@example.org b@example.org",
    "a@-example.org",
    Array.from({ length: 6 }, (_none, number) => `a${String(number)}@example.org`).join(","),
  ])("are not %j", (text) => {
    expect(areMailAddresses(text)).toBe(false);
  });

  it("are read one by one", () => {
    expect(mailAddresses(" a@b.c ,, d@e.f")).toEqual(["a@b.c", "d@e.f"]);
  });
});

describe("a mail server", () => {
  it.each(["smtp.example.org", "localhost", "192.0.2.1", "2001:db8::25"])("is %s", (text) => {
    expect(isMailHost(text)).toBe(true);
  });

  it.each(["smtp example", "-smtp", "smtp/25", "smtps://example.org", "é.example"])("is not %s", (text) => {
    expect(isMailHost(text)).toBe(false);
  });
});
