import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { silentLog } from "#hal/core/log";
import { seconds } from "#hal/core/units";
import { VirtualClock } from "#hal/core/virtual-clock";
import type { MailSecurity } from "#agent/domain/site/mail-rules";
import { SmtpMailer } from "#agent/local/mail/smtp-mailer";
import type { MailServer } from "#agent/ports/mailer";
import { settleMacrotasks } from "#hal/host/macrotask";
import { loopbackCertificate } from "#test/support/loopback-certificate";
import { MAIL_PASSWORD, MAIL_USER, SmtpServer } from "#test/support/smtp-server";
import { storeEpoch } from "#test/support/station-store-samples";

const login = { user: MAIL_USER, password: MAIL_PASSWORD };
const letter = {
  from: "charger@example.org",
  to: ["owner@example.org", "office@example.org"],
  subject: "Größe",
  text: "Ça va?",
};

interface Wish {
  readonly security?: MailSecurity;
  readonly isTrusted?: boolean;
  readonly isSecureAtOnce?: boolean;
  readonly listensOn?: string;
}

async function bench({
  security = "starttls",
  isTrusted = true,
  isSecureAtOnce = false,
  listensOn = "127.0.0.1",
}: Wish = {}) {
  const smtp = await new SmtpServer(isSecureAtOnce, listensOn).start();
  onTestFinished(() => smtp.stop());
  const clock = new VirtualClock(storeEpoch, settleMacrotasks);
  const roots = () => (isTrusted ? [loopbackCertificate.cert] : []);
  const mailer = new SmtpMailer({ clock, log: silentLog, ownName: "v-1.local", roots });
  const server: MailServer = { host: listensOn, port: smtp.port, security };
  return { smtp, clock, mailer, server };
}

describe("handing in letters", () => {
  it.each([
    ["starttls", false],
    ["tls", true],
  ] as const)("goes encrypted with %s, with login and attachment", async (security, isSecureAtOnce) => {
    const { smtp, mailer, server } = await bench({ security, isSecureAtOnce });
    smtp.faults.asksForLogin = true;
    const attachment = {
      fileName: "sessions.csv",
      contentType: "text/csv",
      content: Readable.from(["a;b\r\n1;2\r\n"]),
    };
    expect(await mailer.send({ ...server, login }, { ...letter, attachment })).toBeUndefined();

    expect(smtp.letters).toMatchObject([{ from: letter.from, to: letter.to, isSecure: true }]);
    const [received] = smtp.letters;
    expect(received?.text).toContain("filename=sessions.csv");
    expect(received?.text).toContain(Buffer.from("a;b\r\n1;2\r\n").toString("base64"));
    expect(smtp.words.filter((word) => /AUTH|MAIL|DATA/.test(word))).toEqual([
      "secure AUTH",
      "secure MAIL",
      "secure DATA",
    ]);
    expect(smtp.connections).toBe(1);
  });

  it("goes in the clear only where that is asked for, and never with a password", async () => {
    const { smtp, mailer, server } = await bench({ security: "none" });
    expect(await mailer.send({ ...server, login }, letter)).toBe("noTls");
    expect(smtp.connections).toBe(0);
    expect(await mailer.send(server, letter)).toBeUndefined();
    expect(smtp.letters).toMatchObject([{ isSecure: false }]);
  });

  it("says nothing to a server that offers no encryption", async () => {
    const { smtp, mailer, server } = await bench();
    smtp.faults.offersTls = false;
    expect(await mailer.send({ ...server, login }, letter)).toBe("noTls");
    expect(smtp.words.filter((word) => /AUTH|MAIL/.test(word))).toEqual([]);
  });

  it.each(["starttls", "tls"] as const)(
    "does not trust a certificate that nobody vouches for, with %s",
    async (security) => {
      const { smtp, mailer, server } = await bench({ security, isTrusted: false, isSecureAtOnce: security === "tls" });
      expect(await mailer.send({ ...server, login }, letter)).toBe("untrusted");
      expect(smtp.words.filter((word) => /AUTH|MAIL/.test(word))).toEqual([]);
    },
  );

  it("does not trust a certificate of another name", async () => {
    const { mailer, server } = await bench({ listensOn: "127.0.0.2" });
    expect(await mailer.send({ ...server, login }, letter)).toBe("untrusted");
  });

  it("tells a login that is refused from other troubles", async () => {
    const { smtp, mailer, server } = await bench();
    smtp.faults.asksForLogin = true;
    expect(await mailer.send({ ...server, login: { ...login, password: "wrong" } }, letter)).toBe("loginRefused");
    smtp.faults.answers = { AUTH: "454 4.7.0 temporary authentication failure" };
    expect(await mailer.send({ ...server, login }, letter)).toBe("busy");
  });

  it.each([
    [{ MAIL: "550 5.7.1 not from you" }, "refused"],
    [{ RCPT: "550 5.1.1 no such person" }, "refused"],
    [{ RCPT: "451 4.7.1 greylisted" }, "busy"],
    [{ DATA: "421 4.3.2 shutting down" }, "busy"],
    [{ end: "552 5.3.4 too big" }, "refused"],
    [{ end: "452 4.3.1 disk full" }, "busy"],
  ] as const)("says what %j means: %s", async (answers, trouble) => {
    const { smtp, mailer, server } = await bench();
    smtp.faults.answers = answers;
    expect(await mailer.send(server, letter)).toBe(trouble);
    expect(smtp.letters).toEqual([]);
  });

  it.each(["greeting", "EHLO", "STARTTLS", "AUTH", "DATA", "end"] as const)(
    "gives up a server that hangs at %s",
    async (hangsAt) => {
      const { smtp, mailer, server, clock } = await bench();
      Object.assign(smtp.faults, { hangsAt, asksForLogin: true });
      let outcome: string | undefined = "none";
      const sent = mailer.send({ ...server, login }, letter).then((came) => (outcome = came));
      await expect.poll(() => smtp.connections).toBe(1);
      if (hangsAt !== "greeting")
        await expect.poll(() => smtp.words.join(" ")).toContain(hangsAt === "end" ? "DATA" : hangsAt);
      await clock.advance(seconds(119));
      expect(outcome).toBe("none");
      await clock.advance(seconds(2));
      await sent;
      expect(outcome).toBe("timeout");
    },
  );

  it("says where nobody answers, or the name is unknown", async () => {
    const { smtp, mailer, server } = await bench();
    await smtp.stop();
    expect(await mailer.send(server, letter)).toBe("unreachable");
    expect(await mailer.send({ ...server, host: "nowhere.invalid" }, letter)).toBe("unreachable");
  });
});
