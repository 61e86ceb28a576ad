import { describe, expect, it, onTestFinished } from "vitest";
import { hours, minutes } from "#hal/core/units";
import { MailBench } from "#test/support/mail-bench";

function opened(startsAt: string): MailBench {
  const bench = new MailBench(startsAt);
  onTestFinished(() => {
    bench.stop();
  });
  return bench;
}

const day = hours(24);

describe("reports by mail", () => {
  it("are sent by nobody who has not asked for them", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    await bench.pass(day);
    await bench.pass(day);
    expect(bench.sent).toEqual([]);
  });

  it("come after the first whole period, in the small hours of the place, once", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "monthly");
    bench.set("mail.form", "pdf");
    bench.set("site.language", "fr");
    await bench.pass(day);
    expect(bench.sent).toEqual([]);
    // Midnight in Paris is 23:00 UTC; an hour later it goes out.
    await bench.pass(hours(3.9));
    expect(bench.sent).toEqual([]);
    await bench.pass(minutes(10));
    expect(bench.subjects()).toEqual(["Garage : sessions de charge du 2026-02-01 au 2026-02-28"]);
    expect(bench.wishes).toEqual([{ form: "pdf", period: { from: "2026-02-01", to: "2026-02-28" }, language: "fr" }]);
    expect(bench.sent[0]).toMatchObject({
      server: { host: "smtp.example.org", port: 587, security: "starttls" },
      letter: { from: "charger@example.org", to: ["owner@example.org"], attachment: { fileName: "sessions.pdf" } },
    });
    bench.restart();
    await bench.pass(day);
    expect(bench.sent).toHaveLength(1);
    expect(bench.notes).toEqual([{ code: "mail.sent", severity: "info", subject: "2026-02-01 – 2026-02-28" }]);
  });

  it("are made up for where the charger was off at midnight", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    await bench.pass(minutes(5));
    bench.stop();
    const later = opened("2026-03-02T12:00:00Z");
    for (const [name, value] of new Map([
      ["mail.schedule", "daily"],
      ["mail.reportedUntil", "2026-02-26"],
    ]))
      later.set(name, value);
    await later.pass(minutes(2));
    expect(later.subjects()).toEqual(["Garage: charging sessions 2026-03-01 to 2026-03-01"]);
  });

  it("are tried five times over nine hours, then given up with an event, and the next one is sent again", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    bench.troubles = ["unreachable"];
    await bench.pass(minutes(2));
    await bench.pass(hours(4));
    expect(bench.sent).toHaveLength(1);
    await bench.pass(minutes(6));
    expect(bench.sent).toHaveLength(2);
    await bench.pass(hours(9));
    expect(bench.sent).toHaveLength(5);
    expect(bench.notes).toEqual([
      { code: "mail.failed", severity: "warning", subject: "unreachable: 2026-02-27 – 2026-02-27" },
    ]);
    bench.troubles = [undefined];
    await bench.pass(hours(15));
    expect(bench.subjects().at(-1)).toBe("Garage: charging sessions 2026-02-28 to 2026-02-28");
  });

  it.each(["loginRefused", "refused"] as const)("are not tried again where the server says %s", async (trouble) => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    bench.troubles = [trouble];
    await bench.pass(minutes(2));
    await bench.pass(hours(12));
    expect(bench.sent).toHaveLength(1);
    expect(bench.notes).toMatchObject([{ code: "mail.failed" }]);
  });

  it.each(["mail.host", "mail.from", "mail.to"])("are not sent without %s", async (name) => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    bench.set(name, "");
    await bench.pass(hours(12));
    expect(bench.sent).toEqual([]);
  });

  it("are not sent for a user without a password, and with it once it is there", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    bench.set("mail.user", "charger");
    await bench.pass(hours(12));
    expect(bench.sent).toEqual([]);
    bench.desk.setPassword("Letters-2026!");
    await bench.pass(day);
    expect(bench.sent[0]?.server.login).toEqual({ user: "charger", password: "Letters-2026!" });
  });

  it("begin anew for whoever has been without them: nothing old comes", async () => {
    const bench = opened("2026-02-27T20:00:00Z");
    bench.set("mail.schedule", "daily");
    await bench.pass(minutes(2));
    bench.set("mail.schedule", "off");
    await bench.pass(day);
    bench.set("mail.schedule", "daily");
    await bench.pass(hours(3));
    expect(bench.sent).toEqual([]);
  });
});

describe("alarms by mail", () => {
  it("come within a minute, together, and not again", async () => {
    const bench = opened("2026-03-01T12:00:00Z");
    bench.alarm("board.silent");
    bench.set("mail.alarms", "on");
    await bench.pass(minutes(2));
    expect(bench.sent).toEqual([]);

    bench.alarm("board.contactor-welded");
    bench.alarm("meter.silent");
    await bench.pass(minutes(1));
    expect(bench.subjects()).toEqual(["Garage: 2 alarms"]);
    expect(bench.sent[0]?.letter.text).toContain(
      "2026-03-01 13:02  board.contactor-welded (outlet 1)\n2026-03-01 13:02  meter.silent",
    );
    bench.restart();
    await bench.pass(minutes(30));
    expect(bench.sent).toHaveLength(1);
  });

  it("that follow soon wait for a quarter of an hour", async () => {
    const bench = opened("2026-03-01T12:00:00Z");
    bench.set("mail.alarms", "on");
    await bench.pass(minutes(2));
    bench.alarm("board.silent");
    await bench.pass(minutes(1));
    bench.alarm("meter.silent");
    await bench.pass(minutes(13));
    expect(bench.sent).toHaveLength(1);
    await bench.pass(minutes(3));
    expect(bench.subjects()).toEqual(["Garage: an alarm", "Garage: an alarm"]);
  });

  it("are given up with a warning, which is no alarm", async () => {
    const bench = opened("2026-03-01T12:00:00Z");
    bench.set("mail.alarms", "on");
    await bench.pass(minutes(2));
    bench.troubles = ["refused"];
    bench.alarm("board.silent");
    await bench.pass(hours(2));
    expect(bench.sent).toHaveLength(1);
    expect(bench.notes).toEqual([{ code: "mail.failed", severity: "warning", subject: "refused: alarm" }]);
  });
});
