import { describe, expect, it } from "vitest";
import { initialRules } from "#agent/domain/access/access-rules";
import { type Beginner, sessionKind } from "#agent/domain/access/session-kind";
import { idToken } from "#agent/domain/authorization/id-token";
import { localTag } from "#test/support/local-tag";

const token = idToken("04A1");
const tag = localTag("04A1", { isPaid: true });
const beginner = (more: Partial<Beginner> = {}): Beginner => ({
  token,
  tag: undefined,
  listed: undefined,
  guest: undefined,
  ...more,
});

describe("whose charge it is", () => {
  it("is that of a local tag by its name, private, and free or paid as the tag says", () => {
    expect(sessionKind(initialRules, beginner({ tag }))).toEqual({ alias: "Ann", access: "private", payment: "paid" });
    const nameless = { ...tag, alias: "", isPaid: false };
    expect(sessionKind(initialRules, beginner({ tag: nameless }))).toEqual({ access: "private", payment: "free" });
  });

  it("is private for a token of the back end's list, and what it pays only the back end knows", () => {
    expect(sessionKind(initialRules, beginner({ listed: { status: "accepted" } }))).toEqual({ access: "private" });
  });

  it("is that of a visitor for everybody else, who pays where visitors pay", () => {
    expect(sessionKind(initialRules, beginner())).toEqual({ access: "public", payment: "free" });
    const rules = { ...initialRules, visitorsPay: true };
    expect(sessionKind(rules, beginner())).toEqual({ access: "public", payment: "paid" });
  });

  it("is that of a guest by name, who charges with the token of the place", () => {
    const rules = { ...initialRules, freeCharging: true, openToken: "04A1" };
    expect(sessionKind(rules, beginner({ guest: "Bob" }))).toEqual({
      alias: "Bob",
      access: "private",
      payment: "free",
    });
  });

  it("is free where whoever plugs in charges, and public only where everybody may", () => {
    const rules = { ...initialRules, freeCharging: true, openToken: "04a1", visitorsPay: true };
    expect(sessionKind(rules, beginner())).toEqual({ access: "public", payment: "free" });
    expect(sessionKind({ ...rules, audience: "private" }, beginner())).toEqual({ access: "private", payment: "free" });
  });
});
